using System.Text;
using Strongroom.Aws.Shapes;

namespace Strongroom.Aws.Protocols;

/// <summary>restXml: the method and path say what is asked; parameters stand in path, query, headers and an XML body. S3 speaks it.</summary>
internal sealed class RestXml : Protocol
{
    public static RestXml Instance { get; } = new();

    public override WireProtocol Kind => WireProtocol.RestXml;

    public override string ContentType => "application/xml";

    internal override OperationEntry? Find(ServiceOperations service, in SignedRequest request, ReadOnlySpan<byte> body)
        => throw new NotSupportedException("REST operations are found by their routes.");

    internal override FaultException UnknownOperation(in SignedRequest request, ReadOnlySpan<byte> body)
        => new("MethodNotAllowed", "The specified method is not allowed against this resource.") { Status = 405 };

    internal override object Read(OperationEntry operation, ReadOnlySpan<byte> body)
        => throw new NotSupportedException("REST requests are more than their body.");

    internal override void Write(OperationEntry operation, object response, Guid requestId, AnswerBuffer answer)
    {
        answer.ContentType = null;
        answer.Status = operation.Http!.Status;
        operation.WriteRest(new(answer, operation.Service.XmlNamespace), response);
    }

    internal override void Write(FaultException fault, Service? service, Guid requestId, AnswerBuffer answer)
    {
        answer.Status = fault.Status;
        foreach (var (name, value) in fault.Headers ?? EmptyHeaders) answer.AddHeader(name, value);
        if (fault.Status is 304 or 204)
        {
            answer.ContentType = null;
            return;
        }

        var xml = new XmlAnswer(answer);
        xml.Declaration();
        xml.Open("Error");

        // What the dispatcher refuses for all services alike has other names here.
        xml.Element("Code", CodeOf(fault.Code));
        xml.Element("Message", fault.Text ?? "");
        foreach (var (name, value) in fault.Details ?? EmptyDetails)
            if (value is not null) xml.Element(name, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!);
        xml.Element("RequestId", requestId.ToString());
        xml.Element("HostId", HostId(requestId));
        xml.Close("Error");
    }

    /// <summary>The value of <c>x-amz-id-2</c>: as opaque as AWS's, and made from the request's id.</summary>
    public static string HostId(Guid requestId) => Convert.ToBase64String(Encoding.ASCII.GetBytes(requestId.ToString("N")));

    private static readonly Dictionary<string, string> EmptyHeaders = [];
    private static readonly Dictionary<string, object?> EmptyDetails = [];

    private static string CodeOf(string code) => code switch
    {
        "ServiceUnavailable" => "SlowDown",
        "InternalFailure" => "InternalError",
        "ValidationException" => "InvalidRequest",
        "RequestEntityTooLargeException" => "MaxMessageLengthExceeded",
        "MalformedHttpRequestException" => "BadRequest",
        _ => code,
    };
}
