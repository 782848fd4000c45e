using System.Text;
using Strongroom.Aws.Protocols;

namespace Strongroom.Aws.Tests.Toys;

/// <summary>The toy service, and its operations without a server around them.</summary>
internal static class Toy
{
    public static OperationEntry Entry<TOperation>() where TOperation : class, new() => Entry(new TOperation());

    public static OperationEntry Entry(object operation)
        => new OperationTable([new("toy", WireProtocol.AwsJson11, "toy.amazonaws.com", [operation])]).Operations.Single();

    public static T Read<T>(OperationEntry operation, string json) => (T)operation.ReadJson(Encoding.UTF8.GetBytes(json));

    public static FaultException? Refusal(OperationEntry operation, ReadOnlySpan<byte> json)
    {
        try
        {
            var request = operation.ReadJson(json);
            try
            {
                operation.Check(request);
            }
            finally
            {
                operation.Release(request);
            }

            return null;
        }
        catch (FaultException fault)
        {
            return fault;
        }
    }

    public static FaultException? Refusal(OperationEntry operation, string json) => Refusal(operation, Encoding.UTF8.GetBytes(json));

    public static string Written(OperationEntry operation, object response)
    {
        using var answer = AnswerBuffer.Rent();
        Protocol.Of(WireProtocol.AwsJson11).Write(operation, response, Guid.Empty, answer);
        return Encoding.UTF8.GetString(answer.Written.Span);
    }
}
