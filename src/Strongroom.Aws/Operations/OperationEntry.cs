using System.Text.Json;
using Strongroom.Aws.Shapes;

namespace Strongroom.Aws;

/// <summary>One operation as the dispatcher uses it: bound once at start to the types of its request and response.</summary>
public abstract class OperationEntry
{
    private protected OperationEntry(Service service, OperationAttribute attribute, HttpAttribute? http)
    {
        Http = http;
        Service = service;
        WireName = attribute.Name;
        Name = attribute.Name[(attribute.Name.LastIndexOf('.') + 1)..];
        ReadOnly = attribute.ReadOnly;
        DataEvent = attribute.DataEvent;
        ParametersWriter = WriteParameters;
        ElementsWriter = WriteElements;
    }

    /// <summary>The service that it belongs to.</summary>
    public Service Service { get; }

    /// <summary>The name on the wire, such as <c>TrentService.Encrypt</c>.</summary>
    public string WireName { get; }

    /// <summary>AWS's name for it, such as <c>Encrypt</c>: also CloudTrail's event name.</summary>
    public string Name { get; }

    /// <summary>True when it changes nothing.</summary>
    public bool ReadOnly { get; }

    /// <summary>True for CloudTrail's data events.</summary>
    public bool DataEvent { get; }

    /// <summary>Its place, for REST protocols.</summary>
    public HttpAttribute? Http { get; }

    /// <summary>True when its request's body is not held in memory.</summary>
    internal abstract bool StreamsBody { get; }

    /// <summary>The request's members with their limits: the check is compiled from this table, and tests come from it.</summary>
    public abstract IReadOnlyList<Member> RequestMembers { get; }

    /// <summary>The response's members.</summary>
    public abstract IReadOnlyList<Member> ResponseMembers { get; }

    /// <summary><see cref="WriteParameters"/>, made a delegate once.</summary>
    internal Action<Utf8JsonWriter, object> ParametersWriter { get; }

    /// <summary><see cref="WriteElements"/>, made a delegate once.</summary>
    internal Action<Utf8JsonWriter, object> ElementsWriter { get; }

    internal abstract object ReadJson(ReadOnlySpan<byte> body);

    internal abstract object ReadForm(FormNode form);

    internal abstract object ReadRest(RestInput input);

    internal abstract void WriteRest(RestAnswer answer, object response);

    internal abstract void WriteXml(XmlAnswer xml, object response);

    internal abstract void Check(object request);

    internal abstract ValueTask<object> InvokeAsync(object request, Call call, CancellationToken cancellation);

    internal abstract void WriteJson(Utf8JsonWriter writer, object response);

    internal abstract void WriteParameters(Utf8JsonWriter writer, object request);

    internal abstract void WriteElements(Utf8JsonWriter writer, object response);

    /// <summary>True when the operation answers with nothing at all.</summary>
    internal abstract bool AnswersNothing { get; }

    /// <summary>Wipes the secrets that came with the request.</summary>
    internal abstract void Release(object request);

    /// <summary>Disposes the response, and wipes the secrets in it.</summary>
    internal abstract void ReleaseResponse(object response);
}

/// <inheritdoc/>
internal sealed class OperationEntry<TRequest, TResponse> : OperationEntry where TRequest : class
{
    private static readonly object Nothing = default(Unit);

    private readonly IOperation<TRequest, TResponse> operation;
    private readonly StructureShape<TRequest> request;
    private readonly IResponseShape response;

    public OperationEntry(Service service, OperationAttribute attribute, HttpAttribute? http, IOperation<TRequest, TResponse> operation)
        : base(service, attribute, http)
    {
        this.operation = operation;
        request = (StructureShape<TRequest>)ShapeCache.Of<TRequest>();
        response = typeof(TResponse) == typeof(Unit) ? NoResponse.Instance : (IResponseShape)(object)ShapeCache.Of<TResponse>();
    }

    public override IReadOnlyList<Member> RequestMembers => request.Members;

    public override IReadOnlyList<Member> ResponseMembers => response.Members;

    internal override bool AnswersNothing => response is NoResponse;

    // Clients may leave the body out where an operation has no input; elsewhere an empty body is no JSON.
    internal override object ReadJson(ReadOnlySpan<byte> body)
        => JsonBody.Read(request, body.IsEmpty && request.Members.Count == 0 ? "{}"u8 : body);

    internal override object ReadForm(FormNode form) => request.ReadForm(form);

    internal override bool StreamsBody { get; } =
        typeof(TRequest).GetProperties().Any(static property => property.PropertyType == typeof(StreamedBody));

    internal override object ReadRest(RestInput input) => request.ReadRest(input);

    internal override void WriteRest(RestAnswer answer, object response)
    {
        if (this.response is IRestShape shape) shape.WriteRest(answer, response);
    }

    internal override void WriteXml(XmlAnswer xml, object response) => this.response.WriteXml(xml, response);

    internal override void Check(object request)
    {
        var violations = default(Violations);
        this.request.Check((TRequest)request, ref violations);
        violations.ThrowIfAny();
    }

    internal override ValueTask<object> InvokeAsync(object request, Call call, CancellationToken cancellation)
    {
        var answer = operation.InvokeAsync((TRequest)request, call, cancellation);
        return answer.IsCompletedSuccessfully ? new(Boxed(answer.Result)) : AwaitAsync(answer);
    }

    internal override void WriteJson(Utf8JsonWriter writer, object response) => this.response.Write(writer, response);

    internal override void WriteParameters(Utf8JsonWriter writer, object request)
        => this.request.WriteParameters(writer, (TRequest)request);

    internal override void WriteElements(Utf8JsonWriter writer, object response) => this.response.WriteParameters(writer, response);

    internal override void Release(object request) => this.request.Release((TRequest)request);

    internal override void ReleaseResponse(object response)
    {
        (response as IDisposable)?.Dispose();
        this.response.Release(response);
    }

    private static async ValueTask<object> AwaitAsync(ValueTask<TResponse> answer) => Boxed(await answer);

    private static object Boxed(TResponse answer)
        => typeof(TResponse) == typeof(Unit) ? Nothing : answer ?? throw new InvalidOperationException("The operation answered null.");
}
