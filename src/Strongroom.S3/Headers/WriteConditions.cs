using Strongroom.Aws;

namespace Strongroom.S3.Headers;

/// <summary>What must hold of the object that is there for a write to go ahead.</summary>
public sealed record WriteConditions
{
    /// <summary>The object that is there has this entity tag.</summary>
    [InHeader("If-Match")]
    public string? IfMatch { get; init; }

    /// <summary><c>*</c>: there is no object.</summary>
    [InHeader("If-None-Match")]
    public string? IfNoneMatch { get; init; }

    /// <summary>Refuses unless the conditions hold. Decided anew when another write comes between.</summary>
    /// <param name="current">The object that is there; null for none.</param>
    /// <param name="key">Its key.</param>
    /// <exception cref="FaultException">PreconditionFailed (412), NoSuchKey (404), NotImplemented (501) for other values of If-None-Match.</exception>
    public void Demand(ObjectVersion? current, string key)
    {
        if (IfNoneMatch is not null)
        {
            if (IfNoneMatch != "*")
            {
                throw new FaultException("NotImplemented", "A header you provided implies functionality that is not implemented")
                {
                    Status = 501,
                    Details = new Dictionary<string, object?> { ["Header"] = "If-None-Match", ["additionalMessage"] = "We don't accept the provided value of If-None-Match header for this API" },
                };
            }

            if (current is not null) throw S3Faults.PreconditionFailed("If-None-Match");
        }

        if (IfMatch is null) return;
        if (current is null) throw S3Faults.NoSuchKey(key);
        if (!ReadConditions.Fits(IfMatch, current.ETag)) throw S3Faults.PreconditionFailed("If-Match");
    }
}
