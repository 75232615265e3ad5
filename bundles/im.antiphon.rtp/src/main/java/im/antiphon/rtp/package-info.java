// SPDX-License-Identifier: Apache-2.0
/**
 * RTP, RTCP and header extensions as views over a buffer: nothing is copied, hostile bytes raise no exception, nothing allocates
 * once created. Engines, the transport and plugins read and write packets with it; it knows only the JDK.
 *
 * <h2>What came in</h2>
 *
 * <ul>
 *   <li>{@link im.antiphon.rtp.PacketKind}: STUN, DTLS, RTP, RTCP or QUIC, by the first bytes
 *   <li>{@link im.antiphon.rtp.DropReason}: why something was not used
 * </ul>
 *
 * <h2>RTP</h2>
 *
 * <ul>
 *   <li>{@link im.antiphon.rtp.RtpView}: one packet, its header extension elements included
 *   <li>{@link im.antiphon.rtp.HeaderExtension}: which elements there are, by URI; {@link im.antiphon.rtp.HeaderExtensionWriter}
 *       writes them
 *   <li>{@link im.antiphon.rtp.AudioLevel}, {@link im.antiphon.rtp.AbsoluteSendTime},
 *       {@link im.antiphon.rtp.TransportSequenceNumber}, {@link im.antiphon.rtp.SdesText}: what single elements say
 * </ul>
 *
 * <h2>RTCP</h2>
 *
 * <ul>
 *   <li>{@link im.antiphon.rtp.RtcpPackets}: a cursor over a compound datagram; {@link im.antiphon.rtp.RtcpKind} names its packets
 *   <li>Views over one packet: {@link im.antiphon.rtp.SenderReport} and {@link im.antiphon.rtp.ReceiverReport} with their
 *       {@link im.antiphon.rtp.ReportBlock}s, {@link im.antiphon.rtp.SourceDescription}, {@link im.antiphon.rtp.Goodbye},
 *       {@link im.antiphon.rtp.NegativeAcknowledgement}, {@link im.antiphon.rtp.PictureLossIndication},
 *       {@link im.antiphon.rtp.FullIntraRequest}, {@link im.antiphon.rtp.ReceiverEstimate},
 *       {@link im.antiphon.rtp.TransportFeedback}
 *   <li>{@link im.antiphon.rtp.RtcpWriter}: writes each of them; {@link im.antiphon.rtp.TransportFeedbackBuilder} packs the last
 * </ul>
 *
 * <h2>Bookkeeping</h2>
 *
 * <ul>
 *   <li>{@link im.antiphon.rtp.SequenceExtender}: numbers that start again at zero, made whole
 *   <li>{@link im.antiphon.rtp.ReceptionStatistics}: loss and jitter of a source; {@link im.antiphon.rtp.RateMeter}: bits per
 *       second
 *   <li>{@link im.antiphon.rtp.TransportFeedbackRecorder}: arrivals in, transport-wide feedback out
 *   <li>{@link im.antiphon.rtp.NtpTime}: RTCP's clock
 * </ul>
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.rtp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
