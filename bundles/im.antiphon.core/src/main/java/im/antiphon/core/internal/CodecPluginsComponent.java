// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.codec.Codecs;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.core.plugin.CodecCatalogue;
import im.antiphon.core.plugin.CodecSlots;
import im.antiphon.core.plugin.ConfiguredChoices;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** Hands plugins of codecs to the slots of their encodings, and encoders and decoders to those who use them. */
@Component(
        immediate = true,
        configurationPid = PluginSlotsComponent.PID,
        service = {Codecs.class, CodecCatalogue.class})
@Designate(ocd = PluginSlotsConfiguration.class)
public final class CodecPluginsComponent implements Codecs, CodecCatalogue {
    private final CodecSlots slots;

    @Activate
    public CodecPluginsComponent(
            @Reference PluginSlotsComponent plugins,
            PluginSlotsConfiguration configuration,
            Map<String, Object> properties) {
        slots = plugins.slots().codecs();
        modified(configuration, properties);
    }

    @Modified
    void modified(PluginSlotsConfiguration configuration, Map<String, Object> properties) {
        slots.configure(ConfiguredChoices.read(properties).codecs(), SlotConfiguration.settings(configuration));
    }

    @Reference(
            service = CodecFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPlugin(ServiceReference<CodecFactory> reference, CodecFactory factory) {
        slots.bind(PluginServices.identity(reference), factory);
    }

    void unbindPlugin(ServiceReference<CodecFactory> reference) {
        slots.unbind(PluginServices.id(reference));
    }

    @Override
    public List<CodecFormat> formats() {
        return slots.formats();
    }

    @Override
    public @Nullable AudioEncoder openEncoder(String encodingName, EncoderSettings settings) {
        return slots.openEncoder(encodingName, settings);
    }

    @Override
    public @Nullable AudioEncoder openEncoder(String tenant, String encodingName, EncoderSettings settings) {
        return slots.openEncoder(tenant, encodingName, settings);
    }

    @Override
    public @Nullable AudioDecoder openDecoder(String encodingName, int channels) {
        return slots.openDecoder(encodingName, channels);
    }

    @Override
    public @Nullable AudioDecoder openDecoder(String tenant, String encodingName, int channels) {
        return slots.openDecoder(tenant, encodingName, channels);
    }

    @Override
    public int targetBitsPerSecond(
            String encodingName, int baseBitsPerSecond, double roundTripMillis, double jitterMillis) {
        return slots.targetBitsPerSecond(encodingName, baseBitsPerSecond, roundTripMillis, jitterMillis);
    }

    @Override
    public Set<String> encodingsOf(String plugin) {
        return slots.encodingsOf(plugin);
    }
}
