// SPDX-License-Identifier: Apache-2.0
package im.antiphon.shell.internal;

import im.antiphon.api.call.CallInfo;
import im.antiphon.api.call.CallLeg;
import im.antiphon.api.call.Calls;
import im.antiphon.shell.Table;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code antiphon:calls}. */
@Component(
        service = CallCommands.class,
        property = {"osgi.command.scope=antiphon", "osgi.command.function=calls"})
public final class CallCommands {
    private final Calls calls;

    @Activate
    public CallCommands(@Reference Calls calls) {
        this.calls = calls;
    }

    /** The calls of this node, in the order of their ids, and where each user in them stands. */
    public String calls() {
        Table table = new Table("CALL", "STATE", "MODE", "LEGS");
        calls.list().stream()
                .sorted(Comparator.comparing(CallInfo::id))
                .forEach(call -> table.row(
                        call.id(),
                        call.state(),
                        call.mode(),
                        call.legs().stream().map(CallCommands::leg).collect(Collectors.joining(", "))));
        return table.toString();
    }

    private static String leg(CallLeg leg) {
        String at = leg.device() == null ? "" : "/" + leg.device();
        return leg.user() + at + " " + (leg.reason() == null ? leg.state() : leg.reason());
    }
}
