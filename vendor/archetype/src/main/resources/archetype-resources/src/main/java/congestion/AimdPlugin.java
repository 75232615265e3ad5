package ${package};

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import im.antiphon.api.plugin.PluginName;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Offers {@link AimdController}; at this ranking it serves every call as soon as it is there. */
@Component(service = CongestionControllerFactory.class, property = "service.ranking:Integer=20")
@PluginName("${artifactId}")
public final class AimdPlugin implements CongestionControllerFactory {
    @Override
    public CongestionController create(
            CongestionLimits limits, RandomGenerator random, @Nullable CongestionSnapshot seed) {
        return new AimdController(limits, seed);
    }
}
