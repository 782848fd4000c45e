using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Strongroom.Cryptography;

namespace Strongroom.Commands.Running;

/// <summary>Asks Secrets Manager for values over the wire, signed as any AWS client signs.</summary>
internal sealed class SecretClient(AwsSettings settings) : IDisposable
{
    private const string Service = "secretsmanager", Target = "secretsmanager.GetSecretValue", ContentType = "application/x-amz-json-1.1";

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The value that a source names.</summary>
    /// <exception cref="UsageException">It cannot be had; the message says why.</exception>
    public async Task<string> GetAsync(SecretSource source, CancellationToken cancellation)
    {
        using var request = Request(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["SecretId"] = source.SecretId }));
        try
        {
            using var answer = await http.SendAsync(request, cancellation);
            using var json = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellation), cancellationToken: cancellation);
            if (!answer.IsSuccessStatusCode)
                throw new UsageException($"{source.SecretId}: {Text(json.RootElement, "__type")}: {Text(json.RootElement, "message") ?? Text(json.RootElement, "Message")}");
            return Select(source, Text(json.RootElement, "SecretString") ?? throw new UsageException($"{source.SecretId} is binary, which neither a variable nor a text file can hold."));
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or JsonException)
        {
            throw new UsageException($"{settings.Endpoint} cannot be asked: {unreachable.Message}", unreachable);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static string Select(SecretSource source, string value)
    {
        if (source.Key is null) return value;
        try
        {
            using var json = JsonDocument.Parse(value);
            return json.RootElement.GetProperty(source.Key).ToString();
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new UsageException($"{source.SecretId} has no member {source.Key}.");
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private HttpRequestMessage Request(byte[] body)
    {
        var date = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var token = settings.SessionToken is { } session ? $"x-amz-security-token:{session}\n" : "";
        var signed = $"content-type;host;x-amz-date;{(token.Length > 0 ? "x-amz-security-token;" : "")}x-amz-target";
        var canonical = $"POST\n/\n\ncontent-type:{ContentType}\nhost:{settings.Endpoint.Authority}\nx-amz-date:{date}\n{token}x-amz-target:{Target}\n\n{signed}\n{Sha256(body)}";
        var scope = $"{date[..8]}/{settings.Region}/{Service}/aws4_request";
        var key = Encoding.UTF8.GetBytes("AWS4" + settings.SecretAccessKey);
        foreach (var part in scope.Split('/')) key = Hmac(key, part);
        var signature = Convert.ToHexStringLower(Hmac(key, $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Sha256(Encoding.UTF8.GetBytes(canonical))}"));

        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.Endpoint, "/")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
        request.Headers.TryAddWithoutValidation("X-Amz-Date", date);
        request.Headers.TryAddWithoutValidation("X-Amz-Target", Target);
        if (settings.SessionToken is not null) request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", settings.SessionToken);
        request.Headers.TryAddWithoutValidation("Authorization",
            $"AWS4-HMAC-SHA256 Credential={settings.AccessKeyId}/{scope}, SignedHeaders={signed}, Signature={signature}");
        return request;
    }

    private static byte[] Hmac(byte[] key, string text)
    {
        var mac = new byte[Hash.Sha256Length];
        Mac.HmacSha256(key, Encoding.UTF8.GetBytes(text), mac);
        return mac;
    }

    private static string Sha256(byte[] bytes)
    {
        Span<byte> hash = stackalloc byte[Hash.Sha256Length];
        Hash.Sha256(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }
}
