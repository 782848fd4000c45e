using Strongroom.Storage;

namespace Strongroom.Aws;

/// <summary>What a caller hears of failures on our side: which they are and whether to try again, and nothing of the inside.</summary>
internal readonly struct Failures(ServiceFaults names, Guid requestId)
{
    /// <summary>A bug of ours.</summary>
    public FaultException Internal()
        => new(
            names.Internal, $"The request failed for a reason that is not yours. The server's log tells more under request id {requestId}.")
        {
            Status = 500,
        };

    /// <summary>The disk is full.</summary>
    public FaultException StoreFull()
        => new(
            names.Unavailable, "The server's disk is full, so nothing can be recorded and nothing was done. Try again once there is room.")
        {
            Status = 503,
        };

    /// <summary>No record can be written.</summary>
    public FaultException Unavailable()
        => new(names.Unavailable, "The server cannot record what it does at present, so nothing was done. Its log tells why.")
        {
            Status = 503,
        };

    /// <summary>Others changed the same records again and again.</summary>
    public FaultException Busy()
        => new(names.Busy, "Other requests kept changing the same resources. Nothing was done; try again.") { Status = 503 };

    /// <summary>A stored record was tampered with.</summary>
    public FaultException Damaged(DamagedRecordException damaged) => new(names.Internal, damaged.Message) { Status = 500 };
}
