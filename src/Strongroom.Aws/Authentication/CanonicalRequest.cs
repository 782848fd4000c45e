using Microsoft.Extensions.Primitives;

namespace Strongroom.Aws;

/// <summary>Writes the canonical request: what a signature is made over, by way of its hash.</summary>
internal static class CanonicalRequest
{
    /// <summary>Writes all of it. False if a header that is said to be signed is not there.</summary>
    /// <param name="builder">Where to.</param>
    /// <param name="claim">The request.</param>
    /// <param name="rules">The service's rules.</param>
    /// <param name="payload">The last line: the body's hash in hexadecimal digits, or what stands for it.</param>
    public static bool TryWrite(ref Utf8Builder builder, SignatureClaim claim, SignatureRules rules, scoped ReadOnlySpan<byte> payload)
    {
        var request = claim.Request;
        builder.Append(request.Method);
        builder.Append((byte)'\n');
        CanonicalPath.Write(ref builder, request.Target.RawPath, rules);
        builder.Append((byte)'\n');
        CanonicalQuery.Write(ref builder, request.Target.Query, claim.Presigned && rules.SessionTokenMayBeUnsigned);
        builder.Append((byte)'\n');
        var names = claim.SignedHeaders.Names;
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i];
            if (!request.Headers.TryGetValue(name, out var values) || values.Count == 0) return false;
            builder.Append(name);
            builder.Append((byte)':');
            WriteValues(ref builder, values);
            builder.Append((byte)'\n');
        }

        builder.Append((byte)'\n');
        builder.Append(claim.SignedHeaders.Text);
        builder.Append((byte)'\n');
        builder.Append(payload);
        return true;
    }

    private static void WriteValues(ref Utf8Builder builder, StringValues values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0) builder.Append((byte)',');
            WriteValue(ref builder, values[i]);
        }
    }

    /// <summary>Trims, and makes every run of white space one space.</summary>
    private static void WriteValue(ref Utf8Builder builder, scoped ReadOnlySpan<char> value)
    {
        const string White = " \t\r\n";
        value = value.Trim(White);
        while (value.IndexOfAny(White) is >= 0 and var space)
        {
            builder.Append(value[..space]);
            builder.Append((byte)' ');
            value = value[space..].TrimStart(White);
        }

        builder.Append(value);
    }
}
