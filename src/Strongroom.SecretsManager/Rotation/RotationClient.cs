using System.Text.Json;
using Strongroom.Aws;
using Strongroom.Aws.Protocols;

namespace Strongroom.SecretsManager.Rotation;

/// <summary>How built-in rotations speak to the service: by its own operations, decided and recorded as if they came over the wire.</summary>
public sealed class RotationClient(TimeProvider time)
{
    private ServiceOperations? service;
    private Dispatcher? dispatcher;

    /// <summary>Introduces the running service; the operations themselves are made of this client.</summary>
    public void Connect(ServiceOperations service, Dispatcher dispatcher) => (this.service, this.dispatcher) = (service, dispatcher);

    /// <summary>Asks for an operation, as the role of rotations in the secret's account. The receiver disposes the answer.</summary>
    /// <exception cref="FaultException">It was refused.</exception>
    public async ValueTask<RotationAnswer> SendAsync(RotationEvent asked, string operation, Action<Utf8JsonWriter> write, CancellationToken cancellation)
    {
        var entry = service?.FindByName(operation) ?? throw new InvalidOperationException("The service does not run.");
        var now = time.GetUtcNow();
        var arrival = new Arrival(Guid.NewGuid(), RotationRole.In(asked.Account, now), asked.Region, now, SecretsManagerService.EventSource,
            SecretsManagerService.EventSource, Tls: true);
        using var body = AnswerBuffer.Rent();
        body.WriteJson(write, static (writer, write) =>
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        });
        var answer = AnswerBuffer.Rent();
        try
        {
            await dispatcher!.DispatchAsync(entry, arrival, body.Written, answer, cancellation);
            if (answer.Status == 200) return new(answer);
            using var refusal = JsonDocument.Parse(answer.Written);
            var text = refusal.RootElement.TryGetProperty("message", out var message) ? message.GetString() : null;
            throw new FaultException(refusal.RootElement.GetProperty("__type").GetString()!, text);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }
}

/// <summary>An answer, whose memory is wiped when it is disposed.</summary>
public sealed class RotationAnswer : IDisposable
{
    private readonly AnswerBuffer buffer;
    private readonly JsonDocument json;

    internal RotationAnswer(AnswerBuffer buffer) => (this.buffer, json) = (buffer, JsonDocument.Parse(buffer.Written));

    /// <summary>The answer's body.</summary>
    public JsonElement Root => json.RootElement;

    /// <inheritdoc/>
    public void Dispose()
    {
        json.Dispose();
        buffer.Dispose();
    }
}
