namespace Strongroom.Aws.Protocols;

/// <summary>One of AWS's wire protocols: the one reader of its requests and the one writer of its answers.</summary>
public abstract class Protocol
{
    /// <summary>The content type of answers.</summary>
    public abstract string ContentType { get; }

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
        _ => throw new NotSupportedException($"{protocol} is not served."),
    };
}
