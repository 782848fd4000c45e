namespace Strongroom.Aws;

/// <summary>The three parameters of an Authorization header, in any order, each once.</summary>
/// <remarks><c>AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…</c>: algorithm and names are taken literally.</remarks>
internal ref struct AuthorizationHeader
{
    /// <summary>The only algorithm that Strongroom takes.</summary>
    public const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The credential scope.</summary>
    public ReadOnlySpan<char> Credential { get; private set; }

    /// <summary>Names of the signed headers.</summary>
    public ReadOnlySpan<char> SignedHeaders { get; private set; }

    /// <summary>The signature in hexadecimal digits.</summary>
    public ReadOnlySpan<char> Signature { get; private set; }

    /// <summary>Reads the header's value, or says what is wrong with it.</summary>
    public static Refusal? Read(string value, bool hasDate, out AuthorizationHeader header)
    {
        header = default;
        if (!value.StartsWith(Algorithm, StringComparison.Ordinal) || (value.Length > Algorithm.Length && value[Algorithm.Length] != ' '))
            return Refusals.UnsupportedAuthorization(value);

        var parameters = value.AsSpan(Algorithm.Length);
        foreach (var range in parameters.Split(','))
        {
            var part = parameters[range].Trim(' ');
            if (part.IsEmpty) continue;
            var equals = part.IndexOf('=');
            if (equals < 0) return Refusals.NotAKeyValuePair(part.ToString(), value);
            if (!header.Set(part[..equals], part[(equals + 1)..])) return Refusals.UnexpectedAuthorizationParameter(value);
        }

        var (credential, signature, names) = (header.Credential.IsEmpty, header.Signature.IsEmpty, header.SignedHeaders.IsEmpty);
        return credential || signature || names || !hasDate
            ? Refusals.AuthorizationIncomplete(credential, signature, names, !hasDate, value)
            : null;
    }

    private bool Set(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        switch (name)
        {
            case "Credential" when Credential.IsEmpty: Credential = value; return true;
            case "SignedHeaders" when SignedHeaders.IsEmpty: SignedHeaders = value; return true;
            case "Signature" when Signature.IsEmpty: Signature = value; return true;
            default: return false;
        }
    }
}
