namespace Strongroom.Aws.Tests.Toys;

/// <summary>Has neither members nor an answer.</summary>
[Operation("ToyService.Nothing", ReadOnly = true)]
public sealed class Nothing : IOperation<Nothing.Request, Unit>
{
    public sealed record Request;

    public ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation) => default;
}

/// <summary>A record with a constructor, as requests may be written too.</summary>
[Operation("ToyService.Positional", ReadOnly = true)]
public sealed class Positional : IOperation<Positional.Request, Positional.Response>
{
    public sealed record Request(string? Name, IReadOnlyList<string> Many)
    {
        public IReadOnlyList<string> Others { get; init; } = ["default"];
    }

    public sealed record Response(string? Name, int Count, bool Truncated);

    public ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
        => new(new Response(request.Name, (request.Many?.Count ?? 0) + request.Others.Count, false));
}

/// <summary>Throws what it is told to.</summary>
[Operation("ToyService.Throw")]
public sealed class Throw(Func<string?, Exception> make) : IOperation<Throw.Request, Unit>
{
    public sealed record Request
    {
        public string? What { get; init; }
    }

    public ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation) => throw make(request.What);
}
