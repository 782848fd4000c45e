using Microsoft.AspNetCore.Http;

namespace Strongroom.Aws;

/// <summary>Finds the operation of a REST request: by method, by how much the path names, and by what query and headers have.</summary>
internal sealed class RestRoutes
{
    // S3's subresources. One that no operation here is about must never be taken for the resource itself.
    private static readonly HashSet<string> Subresources = new(StringComparer.Ordinal)
    {
        "abac", "accelerate", "acl", "analytics", "annotation", "attributes", "cors", "delete", "encryption", "intelligent-tiering", "inventory", "legal-hold", "lifecycle",
        "location", "logging", "metadataConfiguration", "metadataTable", "metrics", "notification", "object-lock", "ownershipControls", "policy",
        "policyStatus", "publicAccessBlock", "renameObject", "replication", "requestPayment", "restore", "retention", "select", "session", "tagging",
        "torrent", "uploads", "versioning", "versions", "website",
    };

    private readonly Route[] routes;

    private RestRoutes(Route[] routes) => this.routes = routes;

    public static RestRoutes Of(IEnumerable<OperationEntry> operations)
        => new([.. operations.Where(static entry => entry.Http is not null).Select(static entry => new Route(entry)).OrderByDescending(static route => route.Conditions)]);

    /// <summary>The operation; null where there is none, and then perhaps others at the same place.</summary>
    public OperationEntry? Find(in SignedRequest request, in RestPlace place)
    {
        foreach (var route in routes)
            if (route.Takes(request, place)) return Unserved(request.Target, route) is null ? route.Entry : null;
        return null;
    }

    /// <summary>Says why there is none.</summary>
    public static FaultException Unknown(in SignedRequest request, in RestPlace place)
    {
        if (Unserved(request.Target, null) is { } name && request.Method is "GET" or "PUT" or "DELETE" or "POST" or "HEAD")
        {
            return new("NotImplemented", "A header you provided implies functionality that is not implemented")
            {
                Status = StatusCodes.Status501NotImplemented,
                Details = new Dictionary<string, object?> { ["Header"] = name },
            };
        }

        return new("MethodNotAllowed", "The specified method is not allowed against this resource.")
        {
            Status = StatusCodes.Status405MethodNotAllowed,
            Details = new Dictionary<string, object?>
            {
                ["Method"] = request.Method,
                ["ResourceType"] = place.Key is not null ? "OBJECT" : place.Bucket is not null ? "BUCKET" : "SERVICE",
            },
        };
    }

    private static string? Unserved(RawTarget target, Route? route)
    {
        foreach (var parameter in target.Query)
            if (Subresources.Contains(parameter.Name) && route?.Needs(parameter.Name) != true) return parameter.Name;
        return null;
    }

    private sealed class Route
    {
        private readonly string method;
        private readonly string? header;
        private readonly string[] query;
        private readonly int depth;

        public Route(OperationEntry entry)
        {
            Entry = entry;
            var http = entry.Http!;
            var mark = http.Uri.IndexOf('?', StringComparison.Ordinal);
            (method, header) = (http.Method, http.Header);
            query = mark < 0 ? [] : http.Uri[(mark + 1)..].Split('&');
            depth = (mark < 0 ? http.Uri : http.Uri[..mark]) switch { "/" => 0, "/{Bucket}" => 1, _ => 2 };
        }

        public OperationEntry Entry { get; }

        public int Conditions => query.Length + (header is null ? 0 : 1);

        public bool Needs(string name) => Array.Exists(query, needed => needed == name || needed.StartsWith(name + "=", StringComparison.Ordinal));

        public bool Takes(in SignedRequest request, in RestPlace place)
        {
            if (method != request.Method || depth != (place.Key is not null ? 2 : place.Bucket is not null ? 1 : 0)) return false;
            if (header is not null && !request.Headers.ContainsKey(header)) return false;
            foreach (var needed in query)
            {
                var equals = needed.IndexOf('=', StringComparison.Ordinal);
                var value = request.Target.Find(equals < 0 ? needed : needed[..equals]);
                if (value is null || (equals >= 0 && value != needed[(equals + 1)..])) return false;
            }

            return true;
        }
    }
}
