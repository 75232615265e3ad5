// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.sentinel.internal;

import com.alibaba.csp.sentinel.log.LogTarget;
import com.alibaba.csp.sentinel.log.Logger;
import com.alibaba.csp.sentinel.log.RecordLog;
import org.slf4j.LoggerFactory;

/**
 * Where Sentinel's own log goes. Without it Sentinel would write files below the user's home, by a thread that never ends.
 * Found by Sentinel through {@code META-INF/services}.
 */
@LogTarget(RecordLog.LOGGER_NAME)
public final class RecordLogBridge implements Logger {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(RecordLogBridge.class);

    /**
     * Has Sentinel find its logger now, unless it has. It looks with the thread's context class loader, which in a framework is anybody's
     * and here, for that moment, is the one that has this class.
     */
    static void install() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(RecordLogBridge.class.getClassLoader());
        try {
            RecordLog.debug("Sentinel logs here");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void info(String format, Object... arguments) {
        LOG.debug(format, arguments);
    }

    @Override
    public void info(String message, Throwable cause) {
        LOG.debug(message, cause);
    }

    @Override
    public void warn(String format, Object... arguments) {
        LOG.warn(format, arguments);
    }

    @Override
    public void warn(String message, Throwable cause) {
        LOG.warn(message, cause);
    }

    @Override
    public void trace(String format, Object... arguments) {
        LOG.trace(format, arguments);
    }

    @Override
    public void trace(String message, Throwable cause) {
        LOG.trace(message, cause);
    }

    @Override
    public void debug(String format, Object... arguments) {
        LOG.debug(format, arguments);
    }

    @Override
    public void debug(String message, Throwable cause) {
        LOG.debug(message, cause);
    }

    @Override
    public void error(String format, Object... arguments) {
        LOG.error(format, arguments);
    }

    @Override
    public void error(String message, Throwable cause) {
        LOG.error(message, cause);
    }
}
