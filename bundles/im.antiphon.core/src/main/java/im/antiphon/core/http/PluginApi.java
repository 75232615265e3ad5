// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import com.fasterxml.jackson.databind.JsonNode;
import im.antiphon.api.auth.Admission;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.Upload;
import im.antiphon.api.http.UploadResource;
import im.antiphon.api.plugin.DeployedPlugin;
import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.PluginChoices;
import im.antiphon.api.plugin.PluginDeployer;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.api.plugin.Plugins;
import im.antiphon.api.plugin.Tenants;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/plugins} and what is beneath: looking at plugins, installing, removing and rolling back, quarantine, and
 * choosing which serves. {@code openapi.json} has every request and answer. What changes something is subject to
 * {@link OperatorAccess}; what blocks runs on {@link OperatorTasks}. Safe from any thread.
 */
public final class PluginApi implements UploadResource {
    public static final String PATH = "/api/v1/plugins";

    private static final Set<String> JAR_TYPES =
            Set.of("application/java-archive", "application/zip", "application/octet-stream");
    private static final Pattern FILE_NAME =
            Pattern.compile("(?i)(?:^|;)\\s*filename\\s*=\\s*(?:\"([^\"]*)\"|([^;\\s]+))");

    /**
     * What the resource works with.
     *
     * @param deployer at the moment, or null while none is there
     * @param admission knows who administers the node
     */
    public record Services(
            Plugins plugins, PluginChoices choices, Supplier<@Nullable PluginDeployer> deployer, Admission admission) {}

    private final Services services;
    private final OperatorTasks tasks;
    private final long maximumUploadBytes;

    public PluginApi(Services services, OperatorTasks tasks, long maximumUploadBytes) {
        this.services = services;
        this.tasks = tasks;
        this.maximumUploadBytes = maximumUploadBytes;
    }

    @Override
    public @Nullable Upload upload(HttpRequest head) {
        if (!head.method().equals("POST") || !head.path().equals(PATH)) {
            return null;
        }
        HttpReply refusal = OperatorAccess.refusal(head);
        if (refusal != null) {
            return Upload.refused(refusal);
        }
        String type = mediaType(head);
        if (type != null && !JAR_TYPES.contains(type)) {
            return Upload.refused(HttpReply.problem(
                    415, "Unsupported Media Type", "content-type: " + type + " (expected: application/java-archive)"));
        }
        String fileName = fileName(head);
        if (fileName == null) {
            return Upload.refused(HttpReply.problem(
                    400, "Bad Request", "the file's name: expected in content-disposition or as ?file="));
        }
        PluginDeployer deployer = services.deployer().get();
        if (deployer == null) {
            return Upload.refused(noDeployer());
        }
        if (!tasks.begin()) {
            return Upload.refused(OperatorTasks.busy());
        }
        return Upload.into(
                new PluginUpload(
                        tasks,
                        GuardedResource.refusal(services.admission(), Grants::administer, head),
                        jar -> install(deployer, fileName, jar)),
                maximumUploadBytes);
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        List<String> path = List.of(request.path().substring(PATH.length()).split("/", -1));
        path = path.size() > 1 ? path.subList(1, path.size()) : List.of();
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        HttpReply refusal = reads ? null : OperatorAccess.refusal(request);
        if (refusal != null) {
            return now(refusal);
        }
        List<String> beneath = path;
        return GuardedResource.forAdministrators(services.admission(), admitted -> route(admitted, beneath))
                .handle(request);
    }

    private CompletionStage<HttpReply> route(HttpRequest request, List<String> path) {
        String first = path.isEmpty() ? "" : path.get(0);
        return switch (path.size()) {
            case 0 -> read(request, "GET, POST", this::list);
            case 1 -> switch (first) {
                case "swaps" -> read(
                        request,
                        "GET",
                        () -> ApiDocuments.swaps(services.plugins().swaps()));
                case "events" -> read(
                        request,
                        "GET",
                        () -> ApiDocuments.events(services.plugins().events()));
                case "choices" -> read(
                        request,
                        "GET",
                        () -> ApiDocuments.choices(services.choices().choices()));
                case "deployments" -> deployments(request, deployer -> ApiDocuments.deployments(deployer.deployed()));
                default -> now(notFound(request));
            };
            case 2 -> {
                if (first.equals("deployments") && path.get(1).equals("history")) {
                    yield deployments(request, deployer -> ApiDocuments.history(deployer.history()));
                }
                PluginKind kind = kind(first);
                yield kind != null && path.get(1).equals("serving") ? serving(request, kind) : now(notFound(request));
            }
            case 3 -> {
                if (first.equals("deployments")) {
                    yield path.get(2).equals("rollback")
                            ? rollBack(request, path.get(1))
                            : remove(request, path.get(1), path.get(2));
                }
                PluginKind kind = kind(first);
                yield kind != null && path.get(2).equals("quarantine")
                        ? quarantine(request, kind, path.get(1))
                        : now(notFound(request));
            }
            default -> now(notFound(request));
        };
    }

    private byte[] list() {
        PluginDeployer deployer = services.deployer().get();
        return ApiDocuments.plugins(services.plugins().list(), deployer == null ? List.of() : deployer.deployed());
    }

    private CompletionStage<HttpReply> deployments(
            HttpRequest request, java.util.function.Function<PluginDeployer, byte[]> document) {
        PluginDeployer deployer = services.deployer().get();
        return deployer == null ? now(noDeployer()) : read(request, "GET", () -> document.apply(deployer));
    }

    private CompletionStage<HttpReply> remove(HttpRequest request, String symbolicName, String version) {
        return deploying(request, "DELETE", deployer -> {
            DeployedPlugin found = deployer.deployed().stream()
                    .filter(plugin -> plugin.symbolicName().equals(symbolicName)
                            && plugin.version().equals(version))
                    .findFirst()
                    .orElseThrow(() -> new DeploymentException(
                            DeploymentException.Reason.NOT_DEPLOYED,
                            symbolicName + " " + version + " is not deployed; " + PATH + "/deployments shows what is"));
            return json(200, ApiDocuments.deployment(deployer.remove(found.file())));
        });
    }

    private CompletionStage<HttpReply> rollBack(HttpRequest request, String symbolicName) {
        return deploying(
                request, "POST", deployer -> json(200, ApiDocuments.deployment(deployer.rollBack(symbolicName))));
    }

    private CompletionStage<HttpReply> deploying(
            HttpRequest request, String method, java.util.function.Function<PluginDeployer, HttpReply> change) {
        if (!request.method().equals(method)) {
            return now(notAllowed(method));
        }
        PluginDeployer deployer = services.deployer().get();
        return deployer == null ? now(noDeployer()) : tasks.answer(() -> deploy(() -> change.apply(deployer)));
    }

    private HttpReply install(PluginDeployer deployer, String fileName, InputStream jar) {
        return deploy(() -> {
            DeployedPlugin plugin = deployer.install(fileName, jar);
            return json(201, ApiDocuments.deployment(plugin))
                    .with("location", PATH + "/deployments/" + plugin.symbolicName() + "/" + plugin.version());
        });
    }

    /** What the deployer refuses is a problem document with its reason. */
    private static HttpReply deploy(Supplier<HttpReply> change) {
        try {
            return change.get();
        } catch (DeploymentException refused) {
            int status =
                    switch (refused.reason()) {
                        case NOT_DEPLOYED -> 404;
                        case NO_FORMER_VERSION -> 409;
                        case TOO_LARGE -> 413;
                        case DISK -> 500;
                        case BUSY, STOPPED -> 503;
                        default -> 422;
                    };
            return ApiDocuments.problem(
                    status,
                    "The plugin was refused",
                    Objects.requireNonNullElse(refused.getMessage(), ""),
                    ApiDocuments.label(refused.reason()));
        }
    }

    private CompletionStage<HttpReply> quarantine(HttpRequest request, PluginKind kind, String name) {
        Plugins plugins = services.plugins();
        return switch (request.method()) {
            case "PUT" -> {
                JsonNode body = ApiDocuments.object(request.body());
                String reason = body == null ? "" : body.path("reason").asText("");
                yield tasks.answer(() -> {
                    boolean done = plugins.quarantine(kind, name, reason.isBlank() ? "ordered by an operator" : reason);
                    return done || isBound(kind, name, true) ? HttpReply.of(204) : unknown(kind, name);
                });
            }
            case "DELETE" -> tasks.answer(() -> {
                boolean done = plugins.releaseQuarantine(kind, name.replaceFirst("@.*", ""));
                return done || isBound(kind, name, false) ? HttpReply.of(204) : unknown(kind, name);
            });
            default -> now(notAllowed("DELETE, PUT"));
        };
    }

    private boolean isBound(PluginKind kind, String plugin, boolean quarantined) {
        return services.plugins().list().stream()
                .anyMatch(info -> info.kind() == kind
                        && (info.name().equals(plugin) || info.label().equals(plugin))
                        && (info.state() == PluginState.QUARANTINED) == quarantined);
    }

    private CompletionStage<HttpReply> serving(HttpRequest request, PluginKind kind) {
        if (!request.method().equals("POST")) {
            return now(notAllowed("POST"));
        }
        if (!"application/json".equals(mediaType(request))) {
            return now(HttpReply.problem(415, "Unsupported Media Type", "content-type: expected application/json"));
        }
        JsonNode body = ApiDocuments.object(request.body());
        if (body == null || !body.path("plugin").isTextual()) {
            return now(HttpReply.problem(400, "Bad Request", "body: expected {\"plugin\": name, \"tenant\": name}"));
        }
        String plugin = body.path("plugin").textValue();
        String tenant = body.path("tenant").asText(Tenants.DEFAULT);
        return tasks.answer(() -> {
            try {
                services.choices().choose(kind, tenant, plugin);
            } catch (IllegalArgumentException unknown) {
                return HttpReply.problem(
                        422, "Unprocessable Content", Objects.requireNonNullElse(unknown.getMessage(), ""));
            }
            return json(200, ApiDocuments.choices(services.choices().choices()));
        });
    }

    private static @Nullable String fileName(HttpRequest head) {
        String file = head.query().get("file");
        String disposition = head.header("content-disposition");
        if (file == null && disposition != null) {
            Matcher matcher = FILE_NAME.matcher(disposition);
            if (matcher.find()) {
                file = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            }
        }
        return file == null || file.isEmpty() ? null : file;
    }

    private static @Nullable String mediaType(HttpRequest request) {
        String type = request.header("content-type");
        return type == null ? null : type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    }

    private static @Nullable PluginKind kind(String label) {
        for (PluginKind kind : PluginKind.values()) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        return null;
    }

    private static CompletionStage<HttpReply> read(HttpRequest request, String allowed, Supplier<byte[]> document) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        return now(reads ? json(200, document.get()) : notAllowed(allowed));
    }

    private static HttpReply json(int status, byte[] document) {
        return new HttpReply(status, JsonResource.HEADERS, document);
    }

    private static HttpReply notFound(HttpRequest request) {
        return HttpReply.problem(404, "Not Found", "nothing is at " + request.path());
    }

    private static HttpReply notAllowed(String allowed) {
        return HttpReply.problem(405, "Method Not Allowed", "expected " + allowed)
                .with("allow", allowed);
    }

    private static HttpReply unknown(PluginKind kind, String name) {
        return HttpReply.problem(404, "Not Found", "no " + kind.label() + " plugin " + name + " is bound");
    }

    private static HttpReply noDeployer() {
        return HttpReply.problem(503, "Service Unavailable", "this node has no deployer at the moment");
    }

    private static CompletionStage<HttpReply> now(HttpReply reply) {
        return CompletableFuture.completedFuture(reply);
    }
}
