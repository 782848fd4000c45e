using Strongroom.Aws;
using Strongroom.Iam;

namespace Strongroom.Sts;

/// <summary>Finds roles by their ARNs.</summary>
public sealed class RoleStore(IamStore store)
{
    /// <summary>The role of that ARN; null if there is none.</summary>
    /// <exception cref="FaultException">ValidationError: it is no role's ARN.</exception>
    public async ValueTask<Role?> FindAsync(string arn, CancellationToken cancellation)
    {
        if (EntityArn.Parse(arn) is not { Noun: "role" } named) throw StsFaults.Invalid($"{arn} is invalid");
        var found = await store.Records.FindAsync(Role.Records, Role.RecordKeyOf(named.Account, named.Name), cancellation);
        return found?.Value.Arn == arn ? found.Value : null;
    }
}

/// <summary>What sessions of roles have in common, however they were asked for.</summary>
public static class RoleSessions
{
    private const int Hour = 3_600;

    /// <summary>How long a session lasts, in seconds: an hour, unless more or less was asked for that the role allows.</summary>
    /// <exception cref="FaultException">ValidationError.</exception>
    public static int DurationOf(int? asked, Role role) =>
        asked is null || asked <= role.MaxSessionDuration ? asked ?? Hour : throw StsFaults.TooLongForRole();

    /// <summary>Who a session is.</summary>
    public static AssumedRoleUser UserOf(Role role, string name) => new($"{role.Id}:{name}", $"arn:aws:sts::{role.Account}:assumed-role/{role.Name}/{name}");
}
