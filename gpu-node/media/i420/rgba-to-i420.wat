;; RGBA pictures to I420, BT.709 limited range, sixteen by two pixels at a time.
;;
;; Y  = (47 R + 157 G + 16 B + 128) / 256 + 16
;; Cb = 128 - 0.100644 R - 0.338572 G + 0.439216 B   of the mean of four pixels
;; Cr = 128 + 0.439216 R - 0.398942 G - 0.040274 B
;;
;; The chroma factors are in fifteenths of bits (x 32768) and the sums of four pixels are shifted by
;; five, so that products have seven bits behind the point. Alpha is not looked at.
;; rgba-to-i420-module.ts holds this text assembled: `wat2wasm rgba-to-i420.wat` of wabt 1.0.39.
(module
  (import "env" "memory" (memory 1))

  ;; Sixteen pixels of one row as three registers of sixteen bytes.
  (func $luma (param $r v128) (param $g v128) (param $b v128) (result v128)
    (local $low v128) (local $high v128)
    (local.set $low
      (i16x8.add
        (i16x8.add
          (i16x8.extmul_low_i8x16_u (local.get $r) (v128.const i8x16 47 47 47 47 47 47 47 47 47 47 47 47 47 47 47 47))
          (i16x8.extmul_low_i8x16_u (local.get $g) (v128.const i8x16 157 157 157 157 157 157 157 157 157 157 157 157 157 157 157 157)))
        (i16x8.add
          (i16x8.extmul_low_i8x16_u (local.get $b) (v128.const i8x16 16 16 16 16 16 16 16 16 16 16 16 16 16 16 16 16))
          (v128.const i16x8 128 128 128 128 128 128 128 128))))
    (local.set $high
      (i16x8.add
        (i16x8.add
          (i16x8.extmul_high_i8x16_u (local.get $r) (v128.const i8x16 47 47 47 47 47 47 47 47 47 47 47 47 47 47 47 47))
          (i16x8.extmul_high_i8x16_u (local.get $g) (v128.const i8x16 157 157 157 157 157 157 157 157 157 157 157 157 157 157 157 157)))
        (i16x8.add
          (i16x8.extmul_high_i8x16_u (local.get $b) (v128.const i8x16 16 16 16 16 16 16 16 16 16 16 16 16 16 16 16 16))
          (v128.const i16x8 128 128 128 128 128 128 128 128))))
    (i8x16.add
      (i8x16.narrow_i16x8_u
        (i16x8.shr_u (local.get $low) (i32.const 8))
        (i16x8.shr_u (local.get $high) (i32.const 8)))
      (v128.const i8x16 16 16 16 16 16 16 16 16 16 16 16 16 16 16 16 16)))

  ;; Eight products' sums, rounded and moved to the middle of the range, in the low eight bytes.
  (func $chroma (param $sum v128) (result v128)
    (local.set $sum
      (i16x8.add
        (i16x8.shr_s
          (i16x8.add (local.get $sum) (v128.const i16x8 64 64 64 64 64 64 64 64))
          (i32.const 7))
        (v128.const i16x8 128 128 128 128 128 128 128 128)))
    (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum)))

  ;; width at least 16 and even, height even; the picture at source, the planes at target.
  (func (export "convert")
    (param $source i32) (param $target i32) (param $width i32) (param $height i32)
    (local $x i32) (local $y i32) (local $upper i32) (local $lower i32)
    (local $luma i32) (local $cb i32) (local $cr i32) (local $place i32)
    (local $p v128) (local $q v128)
    (local $r0 v128) (local $g0 v128) (local $b0 v128)
    (local $r1 v128) (local $g1 v128) (local $b1 v128)
    (local.set $cb
      (i32.add (local.get $target) (i32.mul (local.get $width) (local.get $height))))
    (local.set $cr
      (i32.add (local.get $cb)
        (i32.shr_u (i32.mul (local.get $width) (local.get $height)) (i32.const 2))))
    (loop $rows
      (local.set $x (i32.const 0))
      (loop $blocks
        ;; The last block of a row may lie over the one before.
        (if (i32.gt_s (local.get $x) (i32.sub (local.get $width) (i32.const 16)))
          (then (local.set $x (i32.sub (local.get $width) (i32.const 16)))))
        (local.set $upper
          (i32.add (local.get $source)
            (i32.shl
              (i32.add (i32.mul (local.get $y) (local.get $width)) (local.get $x))
              (i32.const 2))))
        (local.set $lower
          (i32.add (local.get $upper) (i32.shl (local.get $width) (i32.const 2))))

        (local.set $p (i8x16.shuffle 0 4 8 12 16 20 24 28 1 5 9 13 17 21 25 29
          (v128.load (local.get $upper)) (v128.load offset=16 (local.get $upper))))
        (local.set $q (i8x16.shuffle 0 4 8 12 16 20 24 28 1 5 9 13 17 21 25 29
          (v128.load offset=32 (local.get $upper)) (v128.load offset=48 (local.get $upper))))
        (local.set $r0 (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $p) (local.get $q)))
        (local.set $g0 (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $p) (local.get $q)))
        (local.set $p (i8x16.shuffle 2 6 10 14 18 22 26 30 2 6 10 14 18 22 26 30
          (v128.load (local.get $upper)) (v128.load offset=16 (local.get $upper))))
        (local.set $q (i8x16.shuffle 2 6 10 14 18 22 26 30 2 6 10 14 18 22 26 30
          (v128.load offset=32 (local.get $upper)) (v128.load offset=48 (local.get $upper))))
        (local.set $b0 (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $p) (local.get $q)))

        (local.set $p (i8x16.shuffle 0 4 8 12 16 20 24 28 1 5 9 13 17 21 25 29
          (v128.load (local.get $lower)) (v128.load offset=16 (local.get $lower))))
        (local.set $q (i8x16.shuffle 0 4 8 12 16 20 24 28 1 5 9 13 17 21 25 29
          (v128.load offset=32 (local.get $lower)) (v128.load offset=48 (local.get $lower))))
        (local.set $r1 (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $p) (local.get $q)))
        (local.set $g1 (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $p) (local.get $q)))
        (local.set $p (i8x16.shuffle 2 6 10 14 18 22 26 30 2 6 10 14 18 22 26 30
          (v128.load (local.get $lower)) (v128.load offset=16 (local.get $lower))))
        (local.set $q (i8x16.shuffle 2 6 10 14 18 22 26 30 2 6 10 14 18 22 26 30
          (v128.load offset=32 (local.get $lower)) (v128.load offset=48 (local.get $lower))))
        (local.set $b1 (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $p) (local.get $q)))

        (local.set $luma
          (i32.add (local.get $target)
            (i32.add (i32.mul (local.get $y) (local.get $width)) (local.get $x))))
        (v128.store (local.get $luma)
          (call $luma (local.get $r0) (local.get $g0) (local.get $b0)))
        (v128.store (i32.add (local.get $luma) (local.get $width))
          (call $luma (local.get $r1) (local.get $g1) (local.get $b1)))

        (local.set $r0 (i16x8.shl (i16x8.add
          (i16x8.extadd_pairwise_i8x16_u (local.get $r0))
          (i16x8.extadd_pairwise_i8x16_u (local.get $r1))) (i32.const 5)))
        (local.set $g0 (i16x8.shl (i16x8.add
          (i16x8.extadd_pairwise_i8x16_u (local.get $g0))
          (i16x8.extadd_pairwise_i8x16_u (local.get $g1))) (i32.const 5)))
        (local.set $b0 (i16x8.shl (i16x8.add
          (i16x8.extadd_pairwise_i8x16_u (local.get $b0))
          (i16x8.extadd_pairwise_i8x16_u (local.get $b1))) (i32.const 5)))
        (local.set $place
          (i32.add
            (i32.mul (i32.shr_u (local.get $y) (i32.const 1)) (i32.shr_u (local.get $width) (i32.const 1)))
            (i32.shr_u (local.get $x) (i32.const 1))))
        (v128.store64_lane 0 (i32.add (local.get $cb) (local.get $place))
          (call $chroma
            (i16x8.add
              (i16x8.add
                (i16x8.q15mulr_sat_s (local.get $r0) (v128.const i16x8 -3298 -3298 -3298 -3298 -3298 -3298 -3298 -3298))
                (i16x8.q15mulr_sat_s (local.get $g0) (v128.const i16x8 -11094 -11094 -11094 -11094 -11094 -11094 -11094 -11094)))
              (i16x8.q15mulr_sat_s (local.get $b0) (v128.const i16x8 14392 14392 14392 14392 14392 14392 14392 14392)))))
        (v128.store64_lane 0 (i32.add (local.get $cr) (local.get $place))
          (call $chroma
            (i16x8.add
              (i16x8.add
                (i16x8.q15mulr_sat_s (local.get $r0) (v128.const i16x8 14392 14392 14392 14392 14392 14392 14392 14392))
                (i16x8.q15mulr_sat_s (local.get $g0) (v128.const i16x8 -13072 -13072 -13072 -13072 -13072 -13072 -13072 -13072)))
              (i16x8.q15mulr_sat_s (local.get $b0) (v128.const i16x8 -1320 -1320 -1320 -1320 -1320 -1320 -1320 -1320)))))

        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br_if $blocks (i32.lt_s (local.get $x) (local.get $width))))
      (local.set $y (i32.add (local.get $y) (i32.const 2)))
      (br_if $rows (i32.lt_s (local.get $y) (local.get $height))))))
