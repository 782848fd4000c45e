using System.Text.Json;
using System.Text.RegularExpressions;

namespace Strongroom.Explaining;

/// <summary>A refusal as its audit record tells of it: the text that the caller read, and the question that was decided.</summary>
/// <param name="Text">The text.</param>
/// <param name="Question">Who asked for what, with the condition keys that the record has.</param>
internal sealed partial record RecordedDenial(string Text, ExplainRequest Question)
{
    /// <summary>Reads a record; null if it is no denial. The text names the one action and resource of several that was refused.</summary>
    public static RecordedDenial? Read(ReadOnlyMemory<byte> record)
    {
        using var document = JsonDocument.Parse(record);
        var root = document.RootElement;
        if (StringIn(root, "errorMessage") is not { } text || Denial().Match(text) is not { Success: true } match) return null;
        return new(text, new(match.Groups["user"].Value, match.Groups["action"].Value, match.Groups["resource"].Value, ContextOf(root)));
    }

    private static Dictionary<string, string> ContextOf(JsonElement record)
    {
        var context = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Add("aws:CurrentTime", StringIn(record, "eventTime"));
        Add("aws:RequestedRegion", StringIn(record, "awsRegion"));
        Add("aws:UserAgent", StringIn(record, "userAgent"));
        Add("aws:SecureTransport", record.TryGetProperty("tlsDetails", out _) ? "true" : "false");
        // s3.amazonaws.com in the record is s3.us-east-1.amazonaws.com in the key.
        if (StringIn(record.GetProperty("userIdentity"), "invokedBy") is { } service)
            Add("kms:ViaService", service.Insert(Math.Max(0, service.IndexOf('.', StringComparison.Ordinal)), "." + StringIn(record, "awsRegion")));
        else Add("aws:SourceIp", StringIn(record, "sourceIPAddress"));
        if (record.TryGetProperty("requestParameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object
            && parameters.TryGetProperty("encryptionContext", out var pairs) && pairs.ValueKind == JsonValueKind.Object)
            foreach (var pair in pairs.EnumerateObject()) Add("kms:EncryptionContext:" + pair.Name, pair.Value.GetString());
        return context;

        void Add(string key, string? value)
        {
            if (value is not null) context[key] = value;
        }
    }

    private static string? StringIn(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"^User: (?<user>\S+) is not authorized to perform: (?<action>\S+) on resource: (?<resource>\S+)")]
    private static partial Regex Denial();
}
