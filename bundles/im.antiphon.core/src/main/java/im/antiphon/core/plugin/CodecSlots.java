// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.codec.Codecs;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.Tenants;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One slot for each encoding name, made when the first plugin for it comes. Safe from any thread. */
public final class CodecSlots implements Codecs, CodecCatalogue {
    private static final Logger LOG = LoggerFactory.getLogger(CodecSlots.class);

    /** A codec that can be had at the moment. */
    private record Offered(int ranking, CodecFormat format) {}

    private final PluginJournal journal;
    private final CallClock clock;

    /** Never has a plugin bound; it asks newcomers what they are, so that their failures end where all do. */
    private final PluginSlot<CodecFactory> entrance;

    private final Map<String, PluginSlot<CodecFactory>> slots = new ConcurrentHashMap<>();
    private final Map<Long, PluginSlot<CodecFactory>> slotsByService = new ConcurrentHashMap<>();

    // guarded by this
    private Map<String, PluginSelection> selections = Map.of();
    private SlotSettings settings = SlotSettings.DEFAULT;

    public CodecSlots(PluginJournal journal, LongSupplier nanoTime) {
        this(journal, CallClock.wallOnly(nanoTime));
    }

    public CodecSlots(PluginJournal journal, CallClock clock) {
        this.journal = journal;
        this.clock = clock;
        this.entrance = new PluginSlot<>(PluginKind.CODEC, journal, clock);
    }

    /** @param selectionsByEncoding which plugin is to serve an encoding name; those not in it go by ranking */
    public synchronized void configure(Map<String, PluginSelection> selectionsByEncoding, SlotSettings changed) {
        Map<String, PluginSelection> upperCase = new TreeMap<>();
        selectionsByEncoding.forEach((encoding, selection) -> upperCase.put(key(encoding), selection));
        selections = upperCase;
        settings = changed;
        slots.forEach(
                (encoding, slot) -> slot.configure(upperCase.getOrDefault(encoding, PluginSelection.NONE), changed));
    }

    /** A plugin has come; it is turned away if it cannot even name its format. */
    public synchronized void bind(PluginIdentity identity, CodecFactory factory) {
        Optional<String> encoding = entrance.tryOut(
                identity, factory, newcomer -> Optional.of(newcomer.format().name()), Optional.empty());
        if (encoding.isEmpty()) {
            LOG.warn("codec plugin {} is turned away", identity.label());
            return;
        }
        PluginSlot<CodecFactory> slot = slots.computeIfAbsent(key(encoding.get()), this::newSlot);
        slotsByService.put(identity.serviceId(), slot);
        slot.bind(identity, factory);
    }

    /** {@link PluginSlot#unbind} of the slot it is in. */
    public boolean unbind(long serviceId) {
        PluginSlot<CodecFactory> slot = slotsByService.remove(serviceId);
        return slot == null || slot.unbind(serviceId);
    }

    /** All codec plugins, by encoding name, the serving one of each first. */
    public List<PluginInfo> list() {
        List<PluginInfo> infos = new ArrayList<>();
        new TreeMap<>(slots).values().forEach(slot -> infos.addAll(slot.list()));
        return infos;
    }

    @Override
    public Set<String> encodingsOf(String plugin) {
        Set<String> encodings = new TreeSet<>();
        slots.forEach((encoding, slot) -> {
            if (slot.list().stream().anyMatch(info -> info.name().equals(plugin))) {
                encodings.add(encoding);
            }
        });
        return encodings;
    }

    /** Ends the quarantine of every version of a plugin, whatever it encodes; false where none was quarantined. */
    public boolean releaseQuarantine(String name) {
        boolean any = false;
        for (PluginSlot<CodecFactory> slot : slots.values()) {
            any |= slot.releaseQuarantine(name);
        }
        return any;
    }

    /** {@link PluginSlot#quarantine} in every slot it is in. */
    boolean quarantine(String name, QuarantineCause cause, String reason) {
        boolean any = false;
        for (PluginSlot<CodecFactory> slot : slots.values()) {
            any |= slot.quarantine(name, cause, reason);
        }
        return any;
    }

    List<HealthCheck> healthChecks() {
        List<HealthCheck> checks = new ArrayList<>();
        slots.values().forEach(slot -> checks.addAll(slot.healthChecks()));
        return checks;
    }

    /** The highest ranking first, then the highest clock rate, so that Opus comes before G.711. */
    @Override
    public List<CodecFormat> formats() {
        List<Offered> offered = new ArrayList<>();
        for (PluginSlot<CodecFactory> slot : slots.values()) {
            slot.forAll()
                    .ask(factory -> Optional.of(factory.format()), Optional.<CodecFormat>empty())
                    .ifPresent(format -> offered.add(new Offered(slot.servingRanking(), format)));
        }
        offered.sort(Comparator.comparingInt(Offered::ranking)
                .thenComparingInt(codec -> codec.format().clockRate())
                .reversed()
                .thenComparing(codec -> codec.format().name()));
        return offered.stream().map(Offered::format).toList();
    }

    @Override
    public @Nullable AudioEncoder openEncoder(String encodingName, EncoderSettings encoderSettings) {
        return openEncoder(Tenants.DEFAULT, encodingName, encoderSettings);
    }

    @Override
    public @Nullable AudioEncoder openEncoder(String tenant, String encodingName, EncoderSettings encoderSettings) {
        TenantSlot<CodecFactory> slot = slot(tenant, encodingName);
        int samplingRate = slot == null ? 0 : slot.ask(CodecFactory::samplingRate, 0);
        if (slot == null || samplingRate == 0) {
            return null;
        }
        SwappableEncoder encoder = new SwappableEncoder(slot, samplingRate, encoderSettings);
        return encoder.start() ? encoder : null;
    }

    @Override
    public @Nullable AudioDecoder openDecoder(String encodingName, int channels) {
        return openDecoder(Tenants.DEFAULT, encodingName, channels);
    }

    @Override
    public @Nullable AudioDecoder openDecoder(String tenant, String encodingName, int channels) {
        TenantSlot<CodecFactory> slot = slot(tenant, encodingName);
        if (slot == null) {
            return null;
        }
        SwappableDecoder decoder = new SwappableDecoder(slot, channels);
        return decoder.start() ? decoder : null;
    }

    @Override
    public int targetBitsPerSecond(
            String encodingName, int baseBitsPerSecond, double roundTripMillis, double jitterMillis) {
        TenantSlot<CodecFactory> slot = slot(Tenants.DEFAULT, encodingName);
        return slot == null
                ? baseBitsPerSecond
                : slot.ask(
                        factory -> factory.targetBitsPerSecond(baseBitsPerSecond, roundTripMillis, jitterMillis),
                        baseBitsPerSecond);
    }

    private @Nullable TenantSlot<CodecFactory> slot(String tenant, String encodingName) {
        PluginSlot<CodecFactory> slot = slots.get(key(encodingName));
        return slot == null ? null : slot.forTenant(tenant);
    }

    private synchronized PluginSlot<CodecFactory> newSlot(String key) {
        PluginSlot<CodecFactory> slot = new PluginSlot<>(PluginKind.CODEC, journal, clock);
        slot.configure(Objects.requireNonNullElse(selections.get(key), PluginSelection.NONE), settings);
        return slot;
    }

    private static String key(String encodingName) {
        return encodingName.toUpperCase(Locale.ROOT);
    }
}
