// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import im.antiphon.api.auth.Admission;
import im.antiphon.api.auth.BearerScheme;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A resource for those who may.
 *
 * @param permits decides by what the client was granted
 * @param resource asked for those who are let in
 */
public record GuardedResource(Admission admission, Predicate<Grants> permits, HttpResource resource)
        implements HttpResource {
    /** For those who administer the node. */
    public static GuardedResource forAdministrators(Admission admission, HttpResource resource) {
        return new GuardedResource(admission, Grants::administer, resource);
    }

    /** For all who are let in. */
    public static GuardedResource forClients(Admission admission, HttpResource resource) {
        return new GuardedResource(admission, grants -> true, resource);
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return refusal(admission, permits, request)
                .thenCompose(refusal ->
                        refusal == null ? resource.handle(request) : CompletableFuture.completedFuture(refusal));
    }

    /** Why a request is not let in; completes with null where it is. */
    static CompletionStage<@Nullable HttpReply> refusal(
            Admission admission, Predicate<Grants> permits, HttpRequest request) {
        return admission.admit(BearerScheme.credentials(request)).<@Nullable HttpReply>handle((identity, failure) -> {
            if (identity == null) {
                return BearerScheme.refusal(failure == null ? new IllegalStateException("no identity") : failure);
            }
            return permits.test(identity.grants()) ? null : BearerScheme.insufficient("this is for administrators");
        });
    }
}
