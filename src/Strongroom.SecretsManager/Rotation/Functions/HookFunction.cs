using System.Net.Http.Headers;

namespace Strongroom.SecretsManager.Rotation.Functions;

/// <summary>A hook elsewhere: the event as the body of a POST over TLS, success by any answer of 2xx.</summary>
internal sealed class HookFunction(Uri url, HttpClient http) : IRotationFunction
{
    public async ValueTask InvokeAsync(RotationEvent asked, CancellationToken cancellation)
    {
        using var body = new ByteArrayContent(asked.ToJson());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await http.PostAsync(url, body, cancellation);
            if (!answer.IsSuccessStatusCode) throw new RotationFailedException($"The hook at {url.Host} answered {(int)answer.StatusCode}.");
        }
        catch (HttpRequestException failed)
        {
            throw new RotationFailedException(
                failed.InnerException is RotationFailedException refused ? refused.Message : $"The hook at {url.Host} cannot be reached: {failed.HttpRequestError}.", failed);
        }
    }
}
