// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm.internal;

import im.antiphon.srtp.ffm.NativeTransforms;
import im.antiphon.webrtc.srtp.SessionSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpProfile;
import java.lang.ref.Cleaner;
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

/** Registers an {@link SrtpEngine} if the system has a library for it. Peers keep the engine they began with. */
@Component(service = NativeSrtpComponent.class, immediate = true, configurationPid = NativeSrtpConfiguration.PID)
@Designate(ocd = NativeSrtpConfiguration.class)
public final class NativeSrtpComponent {
    private static final Logger logger = LoggerFactory.getLogger(NativeSrtpComponent.class);
    private static final int RANKING = 100;

    private final @Nullable ServiceRegistration<SrtpEngine> registration;

    @Activate
    public NativeSrtpComponent(BundleContext bundle, NativeSrtpConfiguration configuration) {
        NativeTransforms transforms = NativeTransforms.find(configuration.library(), Cleaner.create());
        transforms.report().forEach(line -> logger.debug("event=srtp_library {}", line));
        if (!transforms.any()) {
            registration = null;
            logger.warn(
                    "event=srtp_native_absent found={} (install libipsec-mb1 or libssl3; media is protected by the JDK)",
                    transforms.report());
            return;
        }
        String gcm = transforms.label(SrtpProfile.AEAD_AES_128_GCM);
        String counterMode = transforms.label(SrtpProfile.AES128_CM_HMAC_SHA1_80);
        logger.info("event=srtp_native gcm=\"{}\" cm=\"{}\"", gcm, counterMode);
        registration = bundle.registerService(
                SrtpEngine.class,
                new SessionSrtpEngine("native", transforms),
                FrameworkUtil.asDictionary(
                        Map.of(Constants.SERVICE_RANKING, RANKING, "name", "native", "gcm", gcm, "cm", counterMode)));
    }

    @Deactivate
    void close() {
        if (registration != null) {
            registration.unregister();
        }
    }
}
