using Strongroom.Iam.Operations;

namespace Strongroom.Iam.Tests;

public sealed class SimulationTests : IDisposable
{
    private readonly IamWorld world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_users_own_policies_decide_and_the_statement_and_missing_keys_are_named()
    {
        await world.UserAsync("alice", """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::team/*","Condition":{"Bool":{"aws:SecureTransport":"true"}}},
            {"Effect":"Deny","Action":"s3:DeleteObject","Resource":"*"}]}
            """);
        SimulatePrincipalPolicy.Request request = new()
        {
            PolicySourceArn = $"arn:aws:iam::{IamWorld.Account}:user/alice",
            ActionNames = ["s3:GetObject", "s3:DeleteObject", "kms:Decrypt"],
            ResourceArns = ["arn:aws:s3:::team/a"],
        };
        var without = await RunAsync(request);
        Assert.Equal(["implicitDeny", "explicitDeny", "implicitDeny"], without.Select(r => r.EvalDecision));
        Assert.Equal(["aws:SecureTransport"], without[0].MissingContextValues);
        var with = await RunAsync(request with
        {
            ContextEntries = [new() { ContextKeyName = "aws:securetransport",
            ContextKeyValues = ["true"], ContextKeyType = "boolean" }]
        });
        Assert.Equal(["allowed", "explicitDeny", "implicitDeny"], with.Select(r => r.EvalDecision));
        Assert.Equal("p", Assert.Single(with[0].MatchedStatements).SourcePolicyId);
    }

    [Fact]
    public async Task Custom_policies_boundaries_and_resource_policies_are_tried_together()
    {
        var answer = await world.RunAsync<SimulateCustomPolicy.Request, SimulateCustomPolicy.Response>(typeof(SimulateCustomPolicy),
            world.Root, new()
            {
                PolicyInputList = [IamWorld.AllowAll],
                PermissionsBoundaryPolicyInputList = ["""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"""],
                ActionNames = ["s3:GetObject", "kms:CreateKey"],
            });
        Assert.Equal(["allowed", "implicitDeny"], answer.EvaluationResults.Select(r => r.EvalDecision));
        Assert.Equal([true, false], answer.EvaluationResults.Select(r =>
            r.PermissionsBoundaryDecisionDetail!.AllowedByPermissionsBoundary));
        await IamWorld.RefusedAsync("InvalidInput", "Syntax errors in policy.", () =>
            world.RunAsync<SimulateCustomPolicy.Request, SimulateCustomPolicy.Response>(
            typeof(SimulateCustomPolicy), world.Root, new() { PolicyInputList = ["{"], ActionNames = ["s3:GetObject"] }));
    }

    private async Task<IReadOnlyList<SimulatedDecision>> RunAsync(SimulatePrincipalPolicy.Request request) =>
        (await world.RunAsync<SimulatePrincipalPolicy.Request, SimulatePrincipalPolicy.Response>(typeof(SimulatePrincipalPolicy),
            world.Root, request)).EvaluationResults;
}
