using System.Xml.Linq;

namespace Strongroom.Testing;

/// <summary>An awsQuery client as plain as can be, for IAM and STS: signs, sends, and reads the answer as XML.</summary>
/// <param name="endpoint">The server.</param>
/// <param name="version">The version of the service's API.</param>
/// <param name="signer">Signs.</param>
/// <param name="clock">Dates the requests.</param>
public sealed class FormClient(string endpoint, string version, PlainSigner signer, TimeProvider clock)
{
    /// <summary>The texts of an answer's elements, by name; the last of each.</summary>
    /// <param name="action">The operation.</param>
    /// <param name="fields">Names and values by turns.</param>
    /// <exception cref="JsonRefusalException">It was refused.</exception>
    public async Task<IReadOnlyDictionary<string, string>> CallAsync(string action, params string[] fields)
    {
        var form = fields.Chunk(2).Select(static pair => KeyValuePair.Create(pair[0], pair[1])).Prepend(new("Version", version)).Prepend(new("Action", action));
        using var content = new FormUrlEncodedContent(form);
        var uri = new Uri(endpoint);
        var request = signer.Form(uri.Authority, await content.ReadAsByteArrayAsync(), clock.GetUtcNow());
        var (status, body) = await JsonClient.SendAsync(uri, request);
        var texts = XDocument.Parse(body).Descendants().Where(static e => !e.HasElements)
            .GroupBy(static e => e.Name.LocalName).ToDictionary(static g => g.Key, static g => g.Last().Value);
        return status == 200 ? texts : throw new JsonRefusalException(texts["Code"], texts.GetValueOrDefault("Message"), status);
    }
}
