namespace Strongroom.Access.Tests;

public sealed class GrantTests
{
    private static readonly GrantOperations Both = GrantOperations.Encrypt | GrantOperations.Decrypt;

    [Fact]
    public void A_child_grant_may_have_fewer_operations_but_not_more()
    {
        var parent = Parent(null);
        Assert.True(parent.Covers(GrantOperations.Decrypt, null));
        Assert.True(parent.Covers(Both, Constraint(true, "a", "1")));
        Assert.False(parent.Covers(Both | GrantOperations.Sign, null));
    }

    [Fact]
    public void A_child_grant_is_constrained_at_least_as_much()
    {
        var subset = Parent(Constraint(false, "Dept", "it"));
        Assert.False(subset.Covers(Both, null));
        Assert.True(subset.Covers(Both, Constraint(false, "dept", "it")));
        Assert.True(subset.Covers(Both, Constraint(false, "dept", "it", "app", "x")));
        Assert.True(subset.Covers(Both, Constraint(true, "dept", "it", "app", "x")));
        Assert.False(subset.Covers(Both, Constraint(true, "app", "x")));
        Assert.False(subset.Covers(Both, Constraint(false, "dept", "IT")));

        var exact = Parent(Constraint(true, "dept", "it"));
        Assert.True(exact.Covers(Both, Constraint(true, "dept", "it")));
        Assert.False(exact.Covers(Both, Constraint(false, "dept", "it")));
        Assert.False(exact.Covers(Both, Constraint(true, "dept", "it", "app", "x")));
    }

    [Fact]
    public void Every_operation_of_a_grant_is_an_action_of_the_service()
    {
        foreach (var operation in Enum.GetValues<GrantOperations>()) Assert.Equal(operation, ActionName.Of($"kms:{operation}").GrantOperation);
        Assert.Equal(GrantOperations.None, ActionName.Of("kms:5").GrantOperation);
        Assert.Equal(GrantOperations.None, ActionName.Of("s3:Decrypt").GrantOperation);
    }

    private static Grant Parent(GrantConstraints? constraints) => new()
    {
        Id = "0",
        GranteePrincipal = "arn:aws:iam::111122223333:user/alice",
        Operations = Both,
        Constraints = constraints,
    };

    private static GrantConstraints Constraint(bool exact, params string[] pairs)
    {
        var context = pairs.Chunk(2).ToDictionary(p => p[0], p => p[1]);
        return exact ? GrantConstraints.Exactly(context) : GrantConstraints.AtLeast(context);
    }
}
