"""A GS1 code is its digits and letters, as every scanner sends it, without the parentheses for the eye."""

import numpy as np
import pytest
import zxingcpp

from kiosk.camera.libraries import read_with_zxing
from kiosk.camera.plausible import Rules


@pytest.mark.parametrize("written", ["(01)09787806041573", "(01)09787806041573(10)AB1"])
def test_a_gs1_code_has_no_parentheses(written: str) -> None:
    code = zxingcpp.create_barcode(written, zxingcpp.BarcodeFormat.Code128, gs1=True)
    picture = np.pad(np.array(zxingcpp.write_barcode_to_image(code, scale=3)), 40, constant_values=255)
    (read,) = read_with_zxing(picture, Rules())
    assert read.text == written.replace("(", "").replace(")", "")
