using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Strongroom.Aws;

/// <summary>What a signature says it was made with and for: access key id, date, region and service.</summary>
public sealed class CredentialScope
{
    private const string Terminator = "aws4_request";
    private const int MaxPart = 128;

    internal static readonly CredentialScope Nobodys = new("nobody/00000000/none/none/aws4_request", 6, 16, 4, 4);

    private readonly byte[] _utf8;

    private CredentialScope(string text, int idLength, int regionStart, int regionLength, int serviceLength)
    {
        Text = text;
        AccessKeyId = text[..idLength];
        Date = text.Substring(idLength + 1, 8);
        Region = text.Substring(regionStart, regionLength);
        Service = text.Substring(regionStart + regionLength + 1, serviceLength);
        _utf8 = Encoding.UTF8.GetBytes(text[(idLength + 1)..]);
    }

    /// <summary>The whole, as in <c>AKIDEXAMPLE/20150830/us-east-1/kms/aws4_request</c>.</summary>
    public string Text { get; }

    /// <summary>The access key id.</summary>
    public string AccessKeyId { get; }

    /// <summary>The day, in eight digits.</summary>
    public string Date { get; }

    /// <summary>The region, such as <c>us-east-1</c>.</summary>
    public string Region { get; }

    /// <summary>The service's signing name, such as <c>kms</c>.</summary>
    public string Service { get; }

    /// <summary>The part of <see cref="Text"/> behind the access key id, for the string to sign.</summary>
    internal ReadOnlySpan<byte> Utf8 => _utf8;

    /// <summary>Reads a Credential parameter. Five parts, the second eight digits, the last <c>aws4_request</c>.</summary>
    internal static bool TryParse(
        ReadOnlySpan<char> text, [NotNullWhen(true)] out CredentialScope? scope, [NotNullWhen(false)] out Refusal? refusal)
    {
        (scope, refusal) = (null, null);
        Span<Range> parts = stackalloc Range[6];
        if (text.Split(parts, '/') != 5 || !IsPlain(text) || Length(parts[0]) == 0 || Length(parts[2]) == 0 || Length(parts[3]) == 0)
            refusal = Refusals.CredentialHasNotFiveParts(text.ToString());
        else if (text[parts[4]] is not Terminator)
            refusal = Refusals.WrongTerminator(text[parts[4]].ToString());
        else if (text[parts[1]] is not { Length: 8 } date || date.ContainsAnyExceptInRange('0', '9'))
            refusal = Refusals.CredentialDateMalformed(text[parts[1]].ToString());
        if (refusal is not null) return false;
        scope = new(text.ToString(), Length(parts[0]), parts[2].Start.Value, Length(parts[2]), Length(parts[3]));
        return true;
    }

    private static bool IsPlain(ReadOnlySpan<char> text)
    {
        // Only visible ASCII: what is derived from a scope is compared and cached as text.
        return text.Length <= 4 * MaxPart && !text.ContainsAnyExceptInRange('!', '~');
    }

    private static int Length(Range range) => range.End.Value - range.Start.Value;
}
