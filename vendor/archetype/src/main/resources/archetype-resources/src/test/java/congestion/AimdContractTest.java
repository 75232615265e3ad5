package ${package};

import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.tck.CongestionControllerContract;

/** What every plugin of this kind has to do: the compatibility kit. */
class AimdContractTest extends CongestionControllerContract {
    @Override
    protected CongestionControllerFactory factory() {
        return new AimdPlugin();
    }
}
