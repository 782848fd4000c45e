using System.Text;
using Microsoft.AspNetCore.Http;
using Strongroom.Aws.Shapes;

namespace Strongroom.Aws.Protocols;

/// <summary>awsQuery: form bodies with an Action, XML answers. IAM, STS and Redshift speak it.</summary>
internal sealed class AwsQuery : Protocol
{
    public static AwsQuery Instance { get; } = new();

    public override WireProtocol Kind => WireProtocol.AwsQuery;

    public override string ContentType => "text/xml";

    internal override OperationEntry? Find(ServiceOperations service, in SignedRequest request, ReadOnlySpan<byte> body)
        => FormNode.Parse(body).Find("Action") is { Text: var action } ? service.FindByName(action) : null;

    internal override FaultException UnknownOperation(in SignedRequest request, ReadOnlySpan<byte> body)
    {
        var form = FormNode.Parse(body);
        return form.Find("Action") is { Text: var action }
            ? new("InvalidAction", $"Could not find operation {action} for version {form.Find("Version")?.Text ?? "NO_VERSION_SPECIFIED"}")
            : new("MissingAction", "Missing Action");
    }

    internal override object Read(OperationEntry operation, ReadOnlySpan<byte> body) => operation.ReadForm(FormNode.Parse(body));

    internal override void Write(OperationEntry operation, object response, Guid requestId, AnswerBuffer answer)
    {
        var xml = new XmlAnswer(answer);
        xml.Open(operation.Name + "Response", operation.Service.XmlNamespace);
        if (!operation.AnswersNothing)
        {
            xml.Open(operation.Name + "Result");
            operation.WriteXml(xml, response);
            xml.Close(operation.Name + "Result");
        }

        xml.Open("ResponseMetadata");
        xml.Element("RequestId", requestId.ToString());
        xml.Close("ResponseMetadata");
        xml.Close(operation.Name + "Response");
    }

    internal override void Write(FaultException fault, Service? service, Guid requestId, AnswerBuffer answer)
    {
        answer.Status = fault.Status;
        var xml = new XmlAnswer(answer);
        xml.Open("ErrorResponse", service?.XmlNamespace);
        xml.Open("Error");
        xml.Element("Type", fault.Status >= StatusCodes.Status500InternalServerError ? "Receiver" : "Sender");

        // The query services' name for a violated constraint.
        xml.Element("Code", fault.Code == "ValidationException" ? "ValidationError" : fault.Code);
        if (fault.Text is { } text) xml.Element("Message", text);
        xml.Close("Error");
        xml.Element("RequestId", requestId.ToString());
        xml.Close("ErrorResponse");
    }

    /// <summary>A GET, such as a presigned one, has its form in the query.</summary>
    internal override ReadOnlyMemory<byte> BodyOf(in SignedRequest request, ReadOnlyMemory<byte> body)
        => HttpMethods.IsGet(request.Method) ? Encoding.UTF8.GetBytes(request.Target.RawQuery.ToString()) : body;
}
