using Strongroom.Aws.Tests.Toys;

namespace Strongroom.Aws.Tests.Operations;

public sealed class OperationTableTests
{
    [Fact]
    public void Operations_are_found_by_their_exact_name_only()
    {
        var service = Table(new Everything(), new Nothing()).Find("toy")!;
        Assert.Equal("Everything", service.Find("ToyService.Everything")!.Name);
        Assert.Null(service.Find("ToyService.everything"));
        Assert.Null(service.Find("Everything"));
        Assert.Null(service.Find("System.String"));
        Assert.Equal("ToyService.Nothing", service.FindByName("Nothing")!.WireName);
    }

    [Fact]
    public void Coverage_names_what_is_there_what_is_missing_and_what_nobody_listed()
    {
        var coverage = Table(new Everything(), new Nothing()).Find("toy")!.CoverageOf(["Nothing", "Zebra", "Aardvark"]);
        Assert.Equal(["Nothing"], coverage.Implemented);
        Assert.Equal(["Aardvark", "Zebra"], coverage.Missing);
        Assert.Equal(["Everything"], coverage.Unlisted);
        Assert.Equal("1 of 3; missing: Aardvark, Zebra", coverage.ToString());
    }

    [Fact]
    public void Mistakes_are_refused_at_start()
    {
        Assert.Throws<InvalidOperationException>(() => Table(new Unmarked()));
        Assert.ThrowsAny<Exception>(() => Table(new Nothing(), new Nothing()));
        Assert.Contains(
            "Uri is no type for a member",
            Assert.ThrowsAny<Exception>(() => Table(new Odd())).GetBaseException().Message,
            StringComparison.Ordinal);
    }

    private static OperationTable Table(params object[] operations) => new([new("toy", WireProtocol.AwsJson11, "toy.amazonaws.com", operations)]);

    private sealed class Unmarked : IOperation<Nothing.Request, Unit>
    {
        public ValueTask<Unit> InvokeAsync(Nothing.Request request, Call call, CancellationToken cancellation) => default;
    }

    [Operation("ToyService.Odd")]
    private sealed class Odd : IOperation<Odd.Request, Unit>
    {
        public sealed record Request(Uri Where);

        public ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation) => default;
    }
}
