namespace Strongroom.SecretsManager.Tests;

public sealed class CoverageTests(SharedServer shared, ITestOutputHelper output)
{
    /// <summary>AWS's operations of Secrets Manager, API version 2017-10-17: 23.</summary>
    private const string All = """
        BatchGetSecretValue CancelRotateSecret CreateSecret DeleteResourcePolicy DeleteSecret DescribeSecret GetRandomPassword GetResourcePolicy
        GetSecretValue ListSecretVersionIds ListSecrets PutResourcePolicy PutSecretValue RemoveRegionsFromReplication ReplicateSecretToRegions
        RestoreSecret RotateSecret StopReplicationToReplica TagResource UntagResource UpdateSecret UpdateSecretVersionStage ValidateResourcePolicy
        """;

    [Fact]
    public void Every_operation_of_aws_is_here_and_no_other()
    {
        var names = All.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(23, names.Length);
        var coverage = shared.Server.Running.Table.Find("secretsmanager")!.CoverageOf(names);
        output.WriteLine($"secretsmanager: {coverage}");
        Assert.Empty(coverage.Unlisted);
        Assert.Empty(coverage.Missing);
    }
}
