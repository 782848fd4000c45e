using Strongroom.Cryptography;

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

/// <summary>Counts its runs.</summary>
[Operation("ToyService.Counting")]
public sealed class Counting : IOperation<Counting.Request, Counting.Response>
{
    public sealed record Request
    {
        public KeyMaterial? Secret { get; init; }
    }

    public sealed record Response(int Runs);

    public List<Call> Calls { get; } = [];

    public ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        // An operation may own its request's secrets: another run gets its own.
        if (request.Secret is { } secret)
        {
            using var lease = secret.Borrow();
            Assert.Equal(3, lease.Bytes.Length);
        }

        request.Secret?.Dispose();
        Calls.Add(call);
        return new(new Response(Calls.Count));
    }
}

/// <summary>Does something, calls another service, tells of an event, and then refuses.</summary>
[Operation("ToyService.Refusing")]
public sealed class Refusing : IOperation<Refusing.Request, Unit>
{
    public sealed record Request(string? Name);

    public ValueTask<Unit> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        call.Child("toy", "kms.amazonaws.com", "GenerateDataKey", readOnly: true);
        call.FurtherRecords.Add(new()
        {
            EventId = Guid.NewGuid(),
            EventTime = call.Time,
            EventSource = "kms.amazonaws.com",
            EventName = "RotateKey",
            EventType = "AwsServiceEvent",
            Caller = call.Caller,
            Region = call.Region,
            RecipientAccount = call.Account,
        });
        throw new FaultException("ToyException", "No.") { Status = 409, Details = new Dictionary<string, object?> { ["Hint"] = "h" } };
    }
}
