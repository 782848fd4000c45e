using System.Text;
using Strongroom.Access;
using Strongroom.Cryptography;

namespace Strongroom.Aws.Tests.Authentication;

/// <summary>A few access keys, and a count of what is asked.</summary>
internal sealed class KnownCredentials : ICredentials
{
    private readonly Dictionary<(string Id, string? Token), KnownCredential> _known = [];

    public Credential Decoy { get; } = new KnownCredential("nobody", 0, "decoydecoydecoydecoydecoydecoydecoydecoy");

    public int Finds { get; private set; }

    public KnownCredential this[string id] => _known[(id, null)];

    public KnownCredential Add(string id, string secret, string? token = null, long revision = 1, DateTimeOffset? expires = null) =>
        _known[(id, token)] = new(id, revision, secret) { Expires = expires };

    public void Remove(string id) => _known.Remove((id, null));

    public ValueTask<Credential?> FindAsync(string accessKeyId, string? sessionToken, CancellationToken cancellation)
    {
        Finds++;
        return ValueTask.FromResult<Credential?>(_known.GetValueOrDefault((accessKeyId, sessionToken)));
    }
}

internal sealed record KnownCredential(string Id, long Version, string Secret) : Credential(Caller.Root("111122223333", Id), Version)
{
    public int Openings { get; private set; }

    public override KeyMaterial OpenSecretKey()
    {
        Openings++;
        return KeyMaterial.CopyOf(Encoding.ASCII.GetBytes(Secret));
    }
}
