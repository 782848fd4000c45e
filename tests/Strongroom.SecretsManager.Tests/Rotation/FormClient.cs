using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Strongroom.Testing;

namespace Strongroom.SecretsManager.Tests.Rotation;

/// <summary>A client of IAM as plain as can be: signed forms, answers as text.</summary>
internal sealed class FormClient(LocalServer server, string account)
{
    private static readonly HttpClient Http = new();

    public async Task<string> CallAsync(string action, params (string Name, string Value)[] parameters)
    {
        var body = string.Join('&', parameters.Append(("Action", action)).Append(("Version", "2010-05-08"))
            .Select(static pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2)}"));
        var date = server.Clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var host = new Uri(server.Endpoint).Authority;
        var canonical = $"POST\n/\n\nhost:{host}\nx-amz-date:{date}\n\nhost;x-amz-date\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}";
        var scope = $"{date[..8]}/us-east-1/iam/aws4_request";
        var text = $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Encoding.UTF8.GetBytes("AWS4test");
        foreach (var part in scope.Split('/')) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint) { Content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded") };
        request.Headers.Add("X-Amz-Date", date);
        request.Headers.TryAddWithoutValidation("Authorization",
            $"AWS4-HMAC-SHA256 Credential={account}/{scope}, SignedHeaders=host;x-amz-date, Signature={Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)))}");
        using var answer = await Http.SendAsync(request);
        var content = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? content : throw new InvalidOperationException(content);
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
