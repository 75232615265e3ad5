// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import java.util.List;

/** Which devices of a user are signed in, on any node, as far as this one knows. Answers at once. */
public interface UserDirectory {
    List<Invitee.Device> devicesOf(String tenant, String user);
}
