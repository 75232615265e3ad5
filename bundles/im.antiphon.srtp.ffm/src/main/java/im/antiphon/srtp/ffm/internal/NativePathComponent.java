// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm.internal;

import im.antiphon.srtp.ffm.NativeTransforms;
import im.antiphon.srtp.ffm.Rehearsal;
import im.antiphon.srtp.ffm.socket.MessageBatchFactory;
import im.antiphon.transport.batch.DatagramBatchFactory;
import im.antiphon.webrtc.srtp.SessionSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpProfile;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers an {@link SrtpEngine} if the system has a library for it, and a {@link DatagramBatchFactory} on Linux. Peers and sockets
 * keep what they began with.
 */
@Component(service = NativePathComponent.class, immediate = true, configurationPid = NativePathConfiguration.PID)
@Designate(ocd = NativePathConfiguration.class)
public final class NativePathComponent {
    private static final Logger logger = LoggerFactory.getLogger(NativePathComponent.class);
    private static final int RANKING = 100;

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private @Nullable Thread rehearsal;

    @Activate
    public NativePathComponent(BundleContext bundle, NativePathConfiguration configuration) {
        registerEngine(bundle, NativeTransforms.find(configuration.library(), Cleaner.create()));
        if (MessageBatchFactory.works(System.getProperty("os.name", ""), System.getProperty("os.arch", ""))) {
            MessageBatchFactory batches = MessageBatchFactory.create(configuration.segmentation());
            registrations.add(bundle.registerService(DatagramBatchFactory.class, batches, ranked(Map.of())));
        }
    }

    private void registerEngine(BundleContext bundle, NativeTransforms transforms) {
        transforms.report().forEach(line -> logger.debug("event=srtp_library {}", line));
        if (!transforms.any()) {
            logger.warn(
                    "event=srtp_native_absent found={} (install libipsec-mb1 or libssl3; media is protected by the JDK)",
                    transforms.report());
            return;
        }
        String gcm = transforms.label(SrtpProfile.AEAD_AES_128_GCM);
        String counterMode = transforms.label(SrtpProfile.AES128_CM_HMAC_SHA1_80);
        rehearse(transforms);
        logger.info("event=srtp_native gcm=\"{}\" cm=\"{}\"", gcm, counterMode);
        registrations.add(bundle.registerService(
                SrtpEngine.class,
                new SessionSrtpEngine("native", transforms),
                ranked(Map.of("gcm", gcm, "cm", counterMode))));
    }

    /** Beside the start of everything else, which it does not hold up. */
    private void rehearse(NativeTransforms transforms) {
        Thread thread = new Thread(() -> Rehearsal.run(transforms), "antiphon-rehearsal");
        thread.setDaemon(true);
        thread.start();
        rehearsal = thread;
    }

    private static Dictionary<String, Object> ranked(Map<String, Object> properties) {
        Map<String, Object> ranked = new HashMap<>(properties);
        ranked.put(Constants.SERVICE_RANKING, RANKING);
        return FrameworkUtil.asDictionary(ranked);
    }

    @Deactivate
    void close() {
        if (rehearsal != null) {
            rehearsal.interrupt();
        }
        registrations.forEach(ServiceRegistration::unregister);
    }
}
