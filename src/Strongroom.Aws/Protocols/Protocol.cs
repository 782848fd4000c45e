namespace Strongroom.Aws.Protocols;

/// <summary>One of AWS's wire protocols: the one reader of its requests and the one writer of its answers.</summary>
public abstract class Protocol
{
    /// <summary>Which one it is.</summary>
    public abstract WireProtocol Kind { get; }

    /// <summary>The content type of answers.</summary>
    public abstract string ContentType { get; }

    /// <summary>Where the request's parameters stand: in the body, or for some protocols in the query.</summary>
    internal virtual ReadOnlyMemory<byte> BodyOf(in SignedRequest request, ReadOnlyMemory<byte> body) => body;

    /// <summary>The operation that a request names; null if the service has none of that name.</summary>
    /// <exception cref="FaultException">It cannot be read.</exception>
    internal abstract OperationEntry? Find(ServiceOperations service, in SignedRequest request, ReadOnlySpan<byte> body);

    /// <summary>AWS's answer to the name of an operation that does not exist.</summary>
    internal abstract FaultException UnknownOperation(in SignedRequest request, ReadOnlySpan<byte> body);

    /// <summary>Reads a request.</summary>
    /// <exception cref="FaultException">It cannot be read.</exception>
    internal abstract object Read(OperationEntry operation, ReadOnlySpan<byte> body);

    /// <summary>Writes a response.</summary>
    internal abstract void Write(OperationEntry operation, object response, Guid requestId, AnswerBuffer answer);

    /// <summary>Writes a fault.</summary>
    internal abstract void Write(FaultException fault, Service? service, Guid requestId, AnswerBuffer answer);

    /// <summary>The protocol's reader and writer.</summary>
    /// <exception cref="NotSupportedException">Not served yet.</exception>
    public static Protocol Of(WireProtocol protocol) => protocol switch
    {
        WireProtocol.AwsJson11 => AwsJson.Instance,
        WireProtocol.AwsQuery => AwsQuery.Instance,
        WireProtocol.RestXml => RestXml.Instance,
        _ => throw new NotSupportedException($"{protocol} is not served."),
    };
}
