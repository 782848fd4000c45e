using Strongroom.Aws.Protocols;

namespace Strongroom.Aws.Shapes;

/// <summary>A REST answer in the making: headers first, then one body.</summary>
internal readonly struct RestAnswer(AnswerBuffer answer, string? xmlNamespace)
{
    public XmlAnswer Xml => new(answer);

    public string? XmlNamespace => xmlNamespace;

    public void Header(string name, string value) => answer.AddHeader(name, value);

    public void Status(int status) => answer.Status = status;

    public void Stream(StreamedAnswer content) => answer.Content = content;

    /// <summary>A whole body that is text, such as a bucket's policy.</summary>
    public void Text(string text)
    {
        answer.ContentType = "application/json";
        var space = answer.GetSpan(System.Text.Encoding.UTF8.GetMaxByteCount(text.Length));
        answer.Advance(System.Text.Encoding.UTF8.GetBytes(text, space));
    }

    public void BeginXml()
    {
        answer.ContentType = "application/xml";
        Xml.Declaration();
    }
}
