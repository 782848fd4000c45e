using Strongroom.Aws;

namespace Strongroom.S3.Operations;

/// <summary>What CloudTrail's data events of S3 tell besides.</summary>
internal static class DataEvent
{
    /// <summary>So many bytes came in.</summary>
    public static void BytesIn(Call call, long count) => Tell(call, count, 0);

    /// <summary>So many bytes are sent.</summary>
    public static void BytesOut(Call call, long count) => Tell(call, 0, count);

    private static void Tell(Call call, long into, long outOf) => call.Record.AdditionalEventData = writer =>
    {
        writer.WriteStartObject();
        if (call.Signature is { } signature)
        {
            writer.WriteString("SignatureVersion", "SigV4");
            writer.WriteString("AuthenticationMethod", signature.Presigned ? "QueryString" : "AuthHeader");
        }

        writer.WriteNumber("bytesTransferredIn", into);
        writer.WriteNumber("bytesTransferredOut", outOf);
        writer.WriteEndObject();
    };
}
