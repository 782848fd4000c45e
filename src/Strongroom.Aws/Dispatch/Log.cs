using Microsoft.Extensions.Logging;

namespace Strongroom.Aws;

/// <summary>What the front door and the dispatcher tell the log. Never a request's content.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Operation} failed unexpectedly; request {RequestId}")]
    public static partial void Unexpected(ILogger logger, Exception exception, string operation, Guid requestId);

    [LoggerMessage(2, LogLevel.Error, "{Operation} was refused: the disk is full; request {RequestId}")]
    public static partial void StoreFull(ILogger logger, string operation, Guid requestId);

    [LoggerMessage(3, LogLevel.Error, "{Operation} was refused: nothing can be recorded; request {RequestId}")]
    public static partial void Unavailable(ILogger logger, Exception exception, string operation, Guid requestId);

    [LoggerMessage(4, LogLevel.Critical, "{Operation} met a damaged record; request {RequestId}")]
    public static partial void Damaged(ILogger logger, Exception exception, string operation, Guid requestId);

    [LoggerMessage(5, LogLevel.Warning, "{Operation} conflicted with others {Attempts} times and was given up; request {RequestId}")]
    public static partial void KeptConflicting(ILogger logger, string operation, int attempts, Guid requestId);

    [LoggerMessage(6, LogLevel.Warning,
        "A request from {SourceAddress} was not authenticated: {Code}; {Unlogged} more since the last such line")]
    public static partial void Unauthenticated(ILogger logger, string code, string sourceAddress, long unlogged);

    [LoggerMessage(8, LogLevel.Error, "An answer broke off while it was sent; request {RequestId}")]
    public static partial void BodyFailed(ILogger logger, Exception exception, Guid requestId);

    [LoggerMessage(7, LogLevel.Error, "The front door failed unexpectedly; request {RequestId}")]
    public static partial void DoorFailed(ILogger logger, Exception exception, Guid requestId);
}
