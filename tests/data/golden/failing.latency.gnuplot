set terminal pngcairo size 1000,700 noenhanced font "DejaVu Sans,10" background "#FFFFFF"
set encoding utf8
set border 3 lc "#555555"
set tics nomirror out scale 0.6 tc "#333333"
set grid xtics ytics back lt 1 lw 0.6 lc "#E3E3E3"
unset key
set label "render" at screen 0.02,0.96 left font ":Bold,14"
set label "FAIL" at screen 0.98,0.96 right font ":Bold,14" tc "#C24A00"
set label "5 iterations, 1 warm-up, profile cold, phase startup; broken: failed_runs_total == 0" at screen 0.02,0.92 left tc "#555555"
set multiplot
set lmargin at screen 0.09
set rmargin at screen 0.8
set bmargin at screen 0.48
set tmargin at screen 0.87
unset logscale x
set xrange [0.5:5.5] noextend
set format x "%.0f"
set xtics 1
set yrange [246.858325:357.864175] noextend
set format y "%.10g"
unset logscale y
set ytics autofreq
set ylabel "latency, ms" tc "#555555"
set arrow from graph 0, first 250 to graph 1, first 250 nohead front lw 1.6 dt 1 lc "#C24A00"
set arrow from graph 1, first 250 to graph 1.02, graph 0.02830188679245 nohead lw 0.8 lc "#C24A00"
set label "\342\234\227 p95 <= 250 ms" at graph 1.027, graph 0.02830188679245 left font ",9" tc "#C24A00"
$iterations << END
1 301.5
2 320.25
3 280.125
4 350.5
5 299
END
set xlabel "iteration" tc "#555555"
plot $iterations using 1:2 with lines lw 1.2 lc "#8FBFE0", $iterations using 1:2 with points pt 7 ps 1 lc "#0072B2"
unset label
unset arrow
set lmargin at screen 0.09
set rmargin at screen 0.8
set bmargin at screen 0.09
set tmargin at screen 0.37
set xrange [273.5379:357.0871] noextend
set format x "%.10g"
unset logscale x
set xtics autofreq
unset logscale y
set yrange [0:2.16] noextend
set format y "%.0f"
set ytics 1
set xlabel "latency, ms" tc "#555555"
set ylabel "iterations" tc "#555555"
set arrow from first 344.45, graph 0 to first 344.45, graph 1 nohead front lw 1.8 dt (10,5) lc "#9C4A7E"
set arrow from first 301.5, graph 0 to first 301.5, graph 1 nohead front lw 1.8 dt 1 lc "#007A5A"
set label "\342\225\214\342\225\214 p95 344.4 ms" at graph 1.027, graph 0.8857142857143 left font ",9" tc "#9C4A7E"
set label "\342\224\200\342\224\200 p50 301.5 ms" at graph 1.027, graph 1 left font ",9" tc "#007A5A"
$bins << END
280.125 294.2 1
294.2 308.275 2
308.275 322.35 1
336.425 350.5 1
END
plot $bins using 1:3:1:2:(0):3 with boxxyerror fs solid border lc "#0072B2" lc "#8FBFE0"
unset multiplot
