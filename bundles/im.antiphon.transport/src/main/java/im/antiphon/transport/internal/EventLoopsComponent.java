// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.internal;

import im.antiphon.api.plugin.LoopWatch;
import im.antiphon.transport.loop.EventLoops;
import im.antiphon.transport.loop.LoopRegistrations;
import im.antiphon.transport.loop.OwnedEventLoops;
import im.antiphon.transport.loop.Transports;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.concurrent.EventExecutor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the threads while anything in this bundle uses them. */
@Component(service = EventLoops.class, configurationPid = EventLoopsConfiguration.PID)
@Designate(ocd = EventLoopsConfiguration.class)
public final class EventLoopsComponent implements EventLoops {
    private static final Logger logger = LoggerFactory.getLogger(EventLoopsComponent.class);

    private final OwnedEventLoops loops;

    // guarded by this
    private @Nullable LoopRegistrations watched;

    private @Nullable LoopWatch watchedBy;

    @Activate
    public EventLoopsComponent(EventLoopsConfiguration configuration) {
        int cores = Runtime.getRuntime().availableProcessors();
        int signalingThreads =
                configuration.signalingThreads() > 0 ? configuration.signalingThreads() : Math.min(2, cores);
        Transports transport = configuration.io().equals("nio") ? Transports.NIO : Transports.best();
        int mediaThreads = mediaThreads(configuration.mediaThreads(), transport, cores);
        loops = new OwnedEventLoops(transport, signalingThreads, mediaThreads);
        logger.info(
                "event=loops_started io={} signaling={} media={}", transport.label(), signalingThreads, mediaThreads);
    }

    /**
     * Half of the cores unless configured: signaling, handshakes and what the kernel does with what comes in need theirs, and loops
     * hand each other what comes in on the wrong one. Sockets share a port only where there is epoll.
     */
    static int mediaThreads(int configured, Transports transport, int cores) {
        if (transport != Transports.EPOLL) {
            return 1;
        }
        return configured > 0 ? configured : Math.max(1, cores / 2);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindWatch(LoopWatch watch) {
        unwatch();
        watched = new LoopRegistrations(watch, loops);
        watchedBy = watch;
    }

    synchronized void unbindWatch(LoopWatch watch) {
        if (watchedBy == watch) { // else a successor has been bound before
            unwatch();
        }
    }

    private synchronized void unwatch() {
        if (watched != null) {
            watched.close();
        }
        watched = null;
        watchedBy = null;
    }

    @Deactivate
    void stop() {
        loops.close();
    }

    @Override
    public EventLoopGroup signaling() {
        return loops.signaling();
    }

    @Override
    public EventLoopGroup media() {
        return loops.media();
    }

    @Override
    public Class<? extends ServerChannel> serverChannel() {
        return loops.serverChannel();
    }

    @Override
    public Class<? extends DatagramChannel> datagramChannel() {
        return loops.datagramChannel();
    }

    @Override
    public LongSupplier turns(EventExecutor loop) {
        return loops.turns(loop);
    }

    @Override
    public String ioName() {
        return loops.ioName();
    }
}
