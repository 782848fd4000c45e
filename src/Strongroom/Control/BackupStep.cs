using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Strongroom.Backups;
using Strongroom.Sealing;

namespace Strongroom.Control;

/// <summary>A line of the answer to the order for a backup: how far it is, or how it ended.</summary>
internal sealed record BackupStep(BackupProgress? Progress = null, BackupFiles? Files = null, string? Refusal = null)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    /// <summary>Makes the backup, telling how far it is. Who hangs up ends it.</summary>
    public static async Task AnswerAsync(HttpContext context, Serving serving, BackupRequest request)
    {
        var latest = Channel.CreateBounded<BackupProgress>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var making = MakeAsync();
        while (await latest.Reader.WaitToReadAsync(context.RequestAborted))
        {
            if (latest.Reader.TryRead(out var progress)) await WriteAsync(context, new(progress));
            await Task.WhenAny(making, Task.Delay(Between, context.RequestAborted));
        }

        await WriteAsync(context, await making);

        async Task<BackupStep> MakeAsync()
        {
            try
            {
                return new(Files: await BackupDesk.RunAsync(
                    serving.Installation, serving.Blobs, request, progress => latest.Writer.TryWrite(progress), context.RequestAborted));
            }
            catch (Exception refused) when (refused is BackupException or Audit.AuditUnavailableException)
            {
                return new(Refusal: refused.Message);
            }
            finally
            {
                latest.Writer.Complete();
            }
        }
    }

    private static async Task WriteAsync(HttpContext context, BackupStep step)
    {
        await context.Response.WriteAsync(JsonSerializer.Serialize(step) + "\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
