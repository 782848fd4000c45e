using System.Buffers;
using System.Text;
using Strongroom.Aws.Protocols;
using Encoder = System.Buffers.Text.Base64;

namespace Strongroom.Aws.Shapes;

/// <summary>Writes XML answers as UTF-8: elements and escaped text, nothing else of XML.</summary>
public readonly struct XmlAnswer(AnswerBuffer answer)
{
    // The first three have a meaning in XML; the others would be normalised or are not allowed at all.
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. "&<>\"\uFFFE\uFFFF", .. Enumerable.Range(0, 32).Where(c => c is not ('\t' or '\n')).Select(c => (char)c)]);

    /// <summary>What a document begins with.</summary>
    public void Declaration() => answer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"u8);

    /// <summary>An opening tag.</summary>
    public void Open(string name)
    {
        answer.Write("<"u8);
        Raw(name);
        answer.Write(">"u8);
    }

    /// <summary>An opening tag that declares the namespace of everything inside.</summary>
    public void Open(string name, string? xmlNamespace)
    {
        answer.Write("<"u8);
        Raw(name);
        if (xmlNamespace is not null)
        {
            answer.Write(" xmlns=\""u8);
            Text(xmlNamespace);
            answer.Write("\""u8);
        }

        answer.Write(">"u8);
    }

    /// <summary>A closing tag.</summary>
    public void Close(string name)
    {
        answer.Write("</"u8);
        Raw(name);
        answer.Write(">"u8);
    }

    /// <summary>An element that holds text.</summary>
    public void Element(string name, string text)
    {
        Open(name);
        Text(text);
        Close(name);
    }

    /// <summary>Text, escaped. Characters that no XML document may hold become U+FFFD.</summary>
    public void Text(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var at = text.IndexOfAny(Special);
            Raw(at < 0 ? text : text[..at]);
            if (at < 0) return;
            Raw(text[at] switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", '"' => "&quot;", '\r' => "&#xD;", _ => "\uFFFD" });
            text = text[(at + 1)..];
        }
    }

    /// <inheritdoc cref="Text(ReadOnlySpan{char})"/>
    public void Text(ReadOnlySpan<byte> utf8)
    {
        foreach (var value in utf8)
        {
            switch (value)
            {
                case (byte)'&': answer.Write("&amp;"u8); break;
                case (byte)'<': answer.Write("&lt;"u8); break;
                case (byte)'>': answer.Write("&gt;"u8); break;
                case (byte)'"': answer.Write("&quot;"u8); break;
                case (byte)'\r': answer.Write("&#xD;"u8); break;
                case < 32 and not ((byte)'\t' or (byte)'\n'): answer.Write("\uFFFD"u8); break;
                default: answer.Write([value]); break;
            }
        }
    }

    /// <summary>Bytes in base64.</summary>
    public void Base64(ReadOnlySpan<byte> bytes)
    {
        var space = answer.GetSpan(Encoder.GetMaxEncodedToUtf8Length(bytes.Length));
        Encoder.EncodeToUtf8(bytes, space, out _, out var written);
        answer.Advance(written);
    }

    private void Raw(ReadOnlySpan<char> text)
        => answer.Advance(Encoding.UTF8.GetBytes(text, answer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
}
