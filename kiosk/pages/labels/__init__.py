"""Labels: chosen, looked at as a sheet, made as a proved PDF; how a printer prints; the relabelling."""
