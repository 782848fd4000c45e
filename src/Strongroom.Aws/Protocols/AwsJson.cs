using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Strongroom.Aws.Protocols;

/// <summary>awsJson 1.1: JSON bodies both ways, the operation in X-Amz-Target.</summary>
internal sealed class AwsJson : Protocol
{
    private static readonly Action<Utf8JsonWriter, (OperationEntry Operation, object Response)> WriteResponse =
        static (writer, answer) => answer.Operation.WriteJson(writer, answer.Response);

    private static readonly Action<Utf8JsonWriter, FaultException> WriteFault = static (writer, fault) =>
    {
        writer.WriteStartObject();
        writer.WriteString("__type"u8, fault.Code);
        if (fault.Text is { } text) writer.WriteString("message"u8, text);
        if (fault.Details is { } details)
            foreach (var (name, value) in details) WriteDetail(writer, name, value);
        writer.WriteEndObject();
    };

    public static AwsJson Instance { get; } = new();

    public override WireProtocol Kind => WireProtocol.AwsJson11;

    public override string ContentType => "application/x-amz-json-1.1";

    internal override OperationEntry? Find(ServiceOperations service, in SignedRequest request, ReadOnlySpan<byte> body)
        => HttpMethods.IsPost(request.Method) && request.Target.Raw == "/" && request.Headers["X-Amz-Target"] is [{ } target]
            ? service.Find(target)
            : null;

    internal override FaultException UnknownOperation(in SignedRequest request, ReadOnlySpan<byte> body)
        => new("UnknownOperationException", null);

    internal override object Read(OperationEntry operation, ReadOnlySpan<byte> body) => operation.ReadJson(body);

    internal override void Write(OperationEntry operation, object response, Guid requestId, AnswerBuffer answer)
    {
        if (!operation.AnswersNothing) answer.WriteJson((operation, response), WriteResponse);
    }

    internal override void Write(FaultException fault, Service? service, Guid requestId, AnswerBuffer answer)
    {
        answer.Status = fault.Status;
        answer.WriteJson(fault, WriteFault);
    }

    private static void WriteDetail(Utf8JsonWriter writer, string name, object? value)
    {
        switch (value)
        {
            case null: break;
            case bool flag: writer.WriteBoolean(name, flag); break;
            case int number: writer.WriteNumber(name, number); break;
            case long number: writer.WriteNumber(name, number); break;
            default: writer.WriteString(name, value.ToString()); break;
        }
    }
}
