using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Strongroom.Explaining;

namespace Strongroom.Control;

/// <summary>Serves the machine's console over a socket in the data folder, which only the folder's owner can reach.</summary>
internal sealed class ControlEndpoint(Installation installation)
{
    public async Task HandleAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        try
        {
            switch (context.Request.Method, context.Request.Path.Value)
            {
                case ("GET", "/health"):
                    break;
                case ("GET", "/accounts"):
                    await context.Response.WriteAsJsonAsync(await installation.Accounts.ListAsync(cancellation), cancellation);
                    break;
                case ("POST", "/accounts"):
                    var request = await context.Request.ReadFromJsonAsync<CreateAccountRequest>(cancellation) ?? throw new UsageException("Nothing was asked.");
                    await context.Response.WriteAsJsonAsync(await installation.CreateAccountAsync(request, cancellation), cancellation);
                    break;
                case ("POST", "/accounts/root"):
                    var reset = await context.Request.ReadFromJsonAsync<ResetRootRequest>(cancellation) ?? throw new UsageException("Nothing was asked.");
                    await context.Response.WriteAsJsonAsync(await installation.ResetRootAsync(reset, cancellation), cancellation);
                    break;
                case ("POST", "/explain"):
                    var question = await context.Request.ReadFromJsonAsync<ExplainRequest>(cancellation) ?? throw new UsageException("Nothing was asked.");
                    await context.Response.WriteAsJsonAsync(await installation.Explainer.ExplainAsync(question, cancellation), cancellation);
                    break;
                case ("POST", "/explain-event"):
                    var id = await context.Request.ReadFromJsonAsync<string>(cancellation) ?? throw new UsageException("Nothing was asked.");
                    await context.Response.WriteAsJsonAsync(await installation.Explainer.ExplainEventAsync(id, cancellation), cancellation);
                    break;
                default:
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                    break;
            }
        }
        catch (Exception refused) when (refused is UsageException or Iam.AccountException or JsonException or BadHttpRequestException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(refused.Message, cancellation);
        }
    }
}
