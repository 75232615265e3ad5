package ${package};

import im.antiphon.api.codec.CodecFactory;
import im.antiphon.tck.CodecContract;

/** What every plugin of this kind has to do: the compatibility kit. */
class LinearContractTest extends CodecContract {
    @Override
    protected CodecFactory factory() {
        return new LinearPlugin();
    }
}
