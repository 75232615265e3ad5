// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import im.antiphon.webrtc.srtp.SessionKeys;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpTransform;
import im.antiphon.webrtc.srtp.SrtpTransforms;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For each profile the best library that is there and passes the {@link SelfTest}; the JDK's ciphers where none does. Safe from
 * any thread.
 */
public final class NativeTransforms implements SrtpTransforms {
    private final Map<SrtpProfile, SrtpTransforms> byProfile = new EnumMap<>(SrtpProfile.class);
    private final Map<SrtpProfile, String> labels = new EnumMap<>(SrtpProfile.class);
    private final List<String> report = new ArrayList<>();

    private NativeTransforms() {}

    /**
     * Looks at what there is.
     *
     * @param only the label of the one library to use, or empty for the best
     * @param cleaner releases what nobody has closed
     * @throws IllegalArgumentException if no library has that label
     */
    public static NativeTransforms find(String only, Cleaner cleaner) {
        if (!only.isEmpty() && CryptoLibrary.named(only) == null) {
            throw new IllegalArgumentException("library: " + only + " (expected: ipsec-mb, openssl or empty)");
        }
        NativeTransforms found = new NativeTransforms();
        for (CryptoLibrary library : CryptoLibrary.values()) {
            if ((only.isEmpty() || library.label().equals(only)) && library.isThere()) {
                found.take(library, cleaner);
            }
        }
        return found;
    }

    private void take(CryptoLibrary library, Cleaner cleaner) {
        for (SrtpProfile profile : SrtpProfile.values()) {
            if (!library.serves(profile) || byProfile.containsKey(profile)) {
                continue;
            }
            String failure = take(library, profile, cleaner);
            report.add(profile + ": " + library.label() + (failure == null ? "" : " is not used: " + failure));
        }
    }

    private @Nullable String take(CryptoLibrary library, SrtpProfile profile, Cleaner cleaner) {
        try {
            SrtpTransforms transforms = library.transforms(profile, cleaner);
            String failure = SelfTest.failureOf(profile, transforms);
            if (failure == null) {
                byProfile.put(profile, transforms);
                labels.put(profile, library.label() + " " + library.version());
            }
            return failure;
        } catch (LinkageError notWhatItSeems) { // it lacks a function, or its initialiser has found it does
            Throwable cause = notWhatItSeems.getCause();
            return String.valueOf((cause == null ? notWhatItSeems : cause).getMessage());
        }
    }

    /** Whether any profile is done natively. */
    public boolean any() {
        return !byProfile.isEmpty();
    }

    /** The library that does a profile, with its version, or {@code portable}. */
    public String label(SrtpProfile profile) {
        return labels.getOrDefault(profile, "portable");
    }

    /** What was found, and why it is not used where it is not: a line each. */
    public List<String> report() {
        return List.copyOf(report);
    }

    @Override
    public SrtpTransform open(SrtpProfile profile, SessionKeys rtp, SessionKeys rtcp) {
        return byProfile.getOrDefault(profile, SrtpTransforms.portable()).open(profile, rtp, rtcp);
    }
}
