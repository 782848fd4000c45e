using System.Reflection;
using System.Text.Json;
using Strongroom.Aws.Shapes;

namespace Strongroom.Aws;

/// <summary>
/// An operation as another service asks for it on behalf of its own caller: checked, decided and recorded like a call from outside, but
/// staged and committed with the call that it is part of.
/// </summary>
/// <typeparam name="TRequest">The operation's request.</typeparam>
/// <typeparam name="TResponse">The operation's response, which the asking service owns.</typeparam>
public sealed class ChildOperation<TRequest, TResponse> where TRequest : class
{
    private readonly IOperation<TRequest, TResponse> operation;
    private readonly string eventSource;
    private readonly string name;
    private readonly bool readOnly;
    private readonly StructureShape<TRequest> shape = (StructureShape<TRequest>)ShapeCache.Of<TRequest>();
    private readonly Action<Utf8JsonWriter, object> write;

    /// <summary>The operation, for other services to ask.</summary>
    /// <param name="operation">The operation itself.</param>
    /// <param name="eventSource">Its service, as audit records name it: <c>kms.amazonaws.com</c>.</param>
    public ChildOperation(IOperation<TRequest, TResponse> operation, string eventSource)
    {
        (this.operation, this.eventSource) = (operation, eventSource);
        var attribute = operation.GetType().GetCustomAttribute<OperationAttribute>()
            ?? throw new ArgumentException($"{operation.GetType()} is no operation.", nameof(operation));
        name = attribute.Name[(attribute.Name.LastIndexOf('.') + 1)..];
        readOnly = attribute.ReadOnly;
        write = (writer, request) => shape.WriteParameters(writer, (TRequest)request);
    }

    /// <summary>Asks for it as <paramref name="parent"/>'s caller, through <paramref name="service"/>.</summary>
    /// <exception cref="FaultException">The operation's own refusal; the child's record has it too.</exception>
    public async ValueTask<TResponse> InvokeAsync(Call parent, string service, TRequest request, CancellationToken cancellation)
    {
        var child = parent.Child(service, eventSource, name, readOnly);
        child.Record.RequestParameters = new RecordedValue(request, write).Write;
        return await child.RecordedAsync(call =>
        {
            var violations = default(Violations);
            shape.Check(request, ref violations);
            violations.ThrowIfAny();
            return operation.InvokeAsync(request, call, cancellation);
        });
    }
}
