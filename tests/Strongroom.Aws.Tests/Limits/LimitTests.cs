using System.Text;
using Strongroom.Aws.Tests.Toys;

namespace Strongroom.Aws.Tests.Limits;

public sealed class LimitTests(ITestOutputHelper output)
{
    [Fact]
    public void Both_sides_of_every_limit_are_as_the_table_says()
    {
        var cases = LimitCases.Of(Toy.Entry<Everything>()).ToList();
        var wrong = cases.Where(each => !each.Holds(Toy.Refusal(each.Operation, Encoding.UTF8.GetBytes(each.Body.ToJsonString()))?.Text)).ToList();
        output.WriteLine($"limits: {cases.Count} cases, {cases.Count(each => each.Violation is not null)} of them violations");
        Assert.Empty(wrong);
        Assert.Contains(cases, each => each is { Path: "tags.1.member.tagKey", What: "length 9", Violation: not null });
        Assert.Contains(cases, each => each is { Path: "one.tagValue", What: "length 4", Violation: null });
        Assert.Contains(cases, each => each is { Path: "plaintext", What: "length 17" });
        Assert.Contains(cases, each => each is { Path: "numberOfBytes", What: "value 1025" });
    }
}
