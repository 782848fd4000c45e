using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Strongroom.Backups;
using Strongroom.Explaining;
using Strongroom.Hsm;
using Strongroom.Sealing;

namespace Strongroom.Control;

/// <summary>Serves the machine's console over a socket in the data folder, which only the folder's owner can reach.</summary>
internal sealed class ControlEndpoint(SealGate gate)
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
                case ("GET", "/status"):
                    await AnswerAsync(context, StatusOf());
                    break;
                case ("POST", "/unseal"):
                    await gate.UnsealAsync(await AskedAsync<SlotRequest>(context), cancellation);
                    await AnswerAsync(context, StatusOf());
                    break;
                case ("POST", "/accept-rollback"):
                    await gate.AcceptRollbackAsync(await AskedAsync<AcceptedRollback>(context), cancellation);
                    await AnswerAsync(context, StatusOf());
                    break;
                case ("POST", "/seal"):
                    await gate.SealAsync("It was sealed at the console: strongroom unseal.");
                    await AnswerAsync(context, StatusOf());
                    break;
                case ("POST", "/slots/add"):
                    await AnswerAsync(context, await SealDesk.AddAsync(Opened, await AskedAsync<SlotRequest>(context), cancellation));
                    break;
                case ("POST", "/slots/remove"):
                    await AnswerAsync(context, await SealDesk.RemoveAsync(Opened, await AskedAsync<Guid>(context), cancellation));
                    break;
                case ("POST", "/rekey"):
                    await AnswerAsync(context, await SealDesk.RekeyAsync(Opened, await AskedAsync<List<SlotRequest>>(context), cancellation));
                    break;
                case ("POST", "/backup"):
                    await BackupStep.AnswerAsync(context, gate.Open ?? throw new UsageException($"The installation is sealed. {gate.SealedBecause}"),
                        await AskedAsync<BackupRequest>(context));
                    break;
                case ("GET", "/accounts"):
                    await AnswerAsync(context, await Opened.Accounts.ListAsync(cancellation));
                    break;
                case ("POST", "/accounts"):
                    await AnswerAsync(context, await Opened.CreateAccountAsync(await AskedAsync<CreateAccountRequest>(context), cancellation));
                    break;
                case ("POST", "/accounts/root"):
                    await AnswerAsync(context, await Opened.ResetRootAsync(await AskedAsync<ResetRootRequest>(context), cancellation));
                    break;
                case ("POST", "/explain"):
                    await AnswerAsync(context, await Opened.Explainer.ExplainAsync(await AskedAsync<ExplainRequest>(context), cancellation));
                    break;
                case ("POST", "/explain-event"):
                    await AnswerAsync(context, await Opened.Explainer.ExplainEventAsync(await AskedAsync<string>(context), cancellation));
                    break;
                case ("GET", "/s3/verify"):
                    await AnswerAsync(context, Served.Verifier.VerifyAsync(cancellation));
                    break;
                case ("GET", "/s3/master-keys"):
                    await AnswerAsync(context, await Served.MasterKeys.ListAsync(cancellation));
                    break;
                default:
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                    break;
            }
        }
        catch (Exception refused) when (refused is UsageException or Iam.AccountException or JsonException or BadHttpRequestException
            or SealException or SealedException or RolledBackException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(refused.Message, cancellation);
        }
    }

    private Installation Opened => Served.Installation;

    private Serving Served => gate.Open ?? throw new UsageException($"The installation is sealed. {gate.SealedBecause}");

    private SealStatus StatusOf() => gate.Open is { } serving
        ? serving.Installation.Status()
        : SealStatus.OfFolder(gate.Options, gate.SealedBecause) with { SharesGiven = gate.Shares?.Given, SharesNeeded = gate.Shares?.Needed };

    private static async Task<T> AskedAsync<T>(HttpContext context)
        => await context.Request.ReadFromJsonAsync<T>(context.RequestAborted) ?? throw new UsageException("Nothing was asked.");

    private static Task AnswerAsync<T>(HttpContext context, T answer) => context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
}
